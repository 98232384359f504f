using Reactor.SystemCalls;

namespace Reactor.Polling;

/// <summary>Translates between what users ask for and what epoll is told.</summary>
internal static class Interests
{
    /// <exception cref="ArgumentException">The combination has no meaning.</exception>
    public static void Validate(Interest interest)
    {
        if ((interest & (Interest.Accept | Interest.Read)) == (Interest.Accept | Interest.Read))
        {
            throw new ArgumentException("A descriptor either accepts or reads: Accept and Read cannot be asked for together.", nameof(interest));
        }

        if ((interest & ~(Interest.Accept | Interest.Read | Interest.Write)) != 0)
        {
            throw new ArgumentException($"{interest} is not an interest; combine Accept, Read and Write.", nameof(interest));
        }
    }

    /// <summary>Translates to epoll's bits. RDHUP is never armed: the end of input is a read of 0, after all bytes.</summary>
    public static Readiness ToReadiness(Interest interest)
    {
        Readiness readiness = Readiness.None;
        if ((interest & (Interest.Accept | Interest.Read)) != 0)
        {
            readiness |= Readiness.In;
        }

        if ((interest & Interest.Write) != 0)
        {
            readiness |= Readiness.Out;
        }

        return readiness;
    }
}
