using Reactor.Timers;

namespace Reactor.Tests.Timers;

/// <summary>A clock that only the test moves, and a guard that can be told to refuse.</summary>
internal sealed class ManualTimerClock : TimerClock
{
    private long _nanoseconds;

    public override long Nanoseconds => _nanoseconds;

    /// <summary>Whether the caller is to be taken for one on another thread.</summary>
    public bool RefusesAccess { get; set; }

    public void Set(long nanoseconds) => _nanoseconds = nanoseconds;

    public override void VerifyAccess()
    {
        if (RefusesAccess)
        {
            throw new InvalidOperationException("Not on the loop's thread.");
        }
    }
}
