namespace Reactor.Timers;

/// <summary>What timers need to know of their loop: its live clock, and whether the caller may touch them.</summary>
internal abstract class TimerClock
{
    /// <summary>The monotonic clock at this moment, in nanoseconds: read afresh, not the time that the turn caches.</summary>
    /// <remarks>A delay counted from a time that is already past would end early; hence the fresh reading.</remarks>
    public abstract long Nanoseconds { get; }

    /// <summary>Throws if the caller is not on the loop's thread.</summary>
    /// <remarks>Timers may be cancelled and disposed after their loop was, so a closed loop is no reason to throw.</remarks>
    public virtual void VerifyAccess()
    {
    }
}
