using Reactor.Timers;

namespace Reactor.Micro;

/// <summary>A clock that stands still, so that a wheel is measured without a clock.</summary>
internal sealed class StillClock : TimerClock
{
    public override long Nanoseconds => 0;
}
