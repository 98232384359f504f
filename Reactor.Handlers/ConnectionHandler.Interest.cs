using System.Runtime.CompilerServices;

namespace Reactor.Handlers;

// What epoll is asked to wait for.
public abstract partial class ConnectionHandler
{
    /// <summary>Waits for a kernel that is short of memory. Epoll would report the connection ready all the same, turn after turn.</summary>
    private void Starve()
    {
        Set(State.Starved);
        RareState rare = _rare ??= new RareState();
        (rare.Shortage ??= new ShortagePause(this, Core)).Begin();
    }

    /// <summary>The pause is over: epoll tells what to try again.</summary>
    internal void OnShortageOver()
    {
        Clear(State.Starved);
        UpdateInterest();
    }

    private void UpdateInterestSoon()
    {
        if (!Has(State.InCallback))
        {
            UpdateInterest();
        }
    }

    /// <summary>Tells epoll what to wait for. It costs nothing when that has not changed.</summary>
    private void UpdateInterest()
    {
        if (_socket?.Registration is not { } registration)
        {
            return;
        }

        Interest interest = WantsInput && !Has(State.InputEnded | State.Starved) ? Interest.Read : Interest.None;
        if ((_state & (State.WriteBlocked | State.Starved)) == State.WriteBlocked)
        {
            interest |= Interest.Write;
        }

        if (registration.Interest != interest)
        {
            ChangeInterest(registration, interest);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ChangeInterest(Registration registration, Interest interest)
    {
        int result = registration.TrySetInterest(interest);
        if (result < 0)
        {
            // Nobody would wake this connection again. That costs it, and not the caller, who may be another one.
            Finish(Failure(-result), reset: true);
        }
    }
}
