using Reactor.Timers;

namespace Reactor.Tests.Timers;

/// <summary>The plainest timer: it has a number and does what the test says.</summary>
internal sealed class ProbeTimer(TimerWheel wheel, int id = 0, Action<ProbeTimer>? onFire = null) : LoopTimer(wheel)
{
    public int Id { get; } = id;

    internal override void Fire() => onFire?.Invoke(this);
}

/// <summary>A timer without a field of its own, to see what the base costs.</summary>
internal sealed class BareTimer(TimerWheel wheel) : LoopTimer(wheel)
{
    internal override void Fire()
    {
    }
}
