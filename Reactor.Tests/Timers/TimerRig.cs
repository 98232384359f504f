using Reactor.Timers;

namespace Reactor.Tests.Timers;

/// <summary>A wheel with a clock, turned by hand as a loop would turn it, and the order in which its timers fired.</summary>
internal sealed class TimerRig
{
    public const long NanosecondsPerTick = 1_000_000;

    public TimerRig(long startTick = 0)
    {
        Clock.Set(startTick * NanosecondsPerTick);
        Wheel = new TimerWheel(Clock, startTick);
    }

    public ManualTimerClock Clock { get; } = new();

    public TimerWheel Wheel { get; }

    /// <summary>The numbers of the probes that fired, in order.</summary>
    public List<int> Fired { get; } = [];

    /// <summary>A probe that is not armed; it notes its number, then does what it is told.</summary>
    public ProbeTimer Probe(int id, Action<ProbeTimer>? then = null) => new(Wheel, id, timer =>
    {
        Fired.Add(timer.Id);
        then?.Invoke(timer);
    });

    /// <summary>A probe that is armed for a tick.</summary>
    public ProbeTimer Armed(int id, long dueTick, Action<ProbeTimer>? then = null)
    {
        ProbeTimer timer = Probe(id, then);
        Wheel.Arm(timer, dueTick);
        return timer;
    }

    /// <summary>Moves clock and wheel to a tick, fires what is due, and tells how many fired.</summary>
    public int TurnAt(long tick)
    {
        Clock.Set(tick * NanosecondsPerTick);
        Wheel.Collect(tick);
        return FireDue();
    }

    /// <summary>Fires what was collected, and tells how many fired.</summary>
    public int FireDue()
    {
        int count = 0;
        while (Wheel.TryTakeDue(out LoopTimer? timer))
        {
            timer.Fire();
            count++;
        }

        return count;
    }
}
