using Reactor.SystemCalls;

namespace Reactor;

/// <summary>How a send ended.</summary>
public enum SendStatus : byte
{
    /// <summary>The kernel took every byte.</summary>
    Sent,

    /// <summary>The kernel took the first <see cref="SendResult.Count"/> bytes; arm <see cref="Interest.Write"/> for the rest.</summary>
    PartiallySent,

    /// <summary>
    /// The kernel took nothing. On <c>EAGAIN</c> arm <see cref="Interest.Write"/>. On <c>ENOBUFS</c> and <c>ENOMEM</c>, by which it is short of
    /// memory for a moment, epoll reports room all the same: send again after a while, by a timer.
    /// </summary>
    NotSent,

    /// <summary>The connection does not take output any more; the errno says why, 0 when it was closed on this side.</summary>
    Closed,
}

/// <summary>What became of a send: a status, a number of bytes and the errno behind it.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Count">How many bytes the kernel took.</param>
/// <param name="Error">The positive errno behind <see cref="SendStatus.Closed"/> and <see cref="SendStatus.NotSent"/>; 0 otherwise.</param>
public readonly record struct SendResult(SendStatus Status, int Count, int Error)
{
    internal static SendResult From(int result, int length)
    {
        if (result >= 0)
        {
            return new(result == length ? SendStatus.Sent : SendStatus.PartiallySent, result, 0);
        }

        return IsTransient(-result) ? new(SendStatus.NotSent, 0, -result) : new(SendStatus.Closed, 0, -result);
    }

    /// <summary>
    /// A full socket, and a kernel that is short of buffers for a moment, cost a sender nothing but time: wait and send again.
    /// Taking ENOBUFS for a failure would reset healthy connections under a burst.
    /// </summary>
    internal static bool IsTransient(int errno) => errno == Errno.EAGAIN || Errno.IsShortage(errno);
}
