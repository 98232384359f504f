using Reactor.Timers;

namespace Reactor.Tests.Timers;

public sealed class TimerWakeTests
{
    private static readonly long[] _starts = [0, 63, 4_095, 1_234_567_890_123, (1L << 36) - 1];

    [Test]
    public void An_empty_wheel_never_wakes()
    {
        TimerRig rig = new(startTick: 5);
        Assert.That(rig.Wheel.NextWakeTick, Is.EqualTo(long.MaxValue));

        rig.Armed(1, 500).Cancel();
        Assert.That(rig.Wheel.NextWakeTick, Is.EqualTo(long.MaxValue));

        rig.Armed(2, 500);
        rig.TurnAt(500);
        Assert.That(rig.Wheel.NextWakeTick, Is.EqualTo(long.MaxValue));
    }

    [Test]
    public void A_near_timer_wakes_at_its_very_tick()
    {
        TimerRig rig = new(startTick: 128);
        rig.Armed(1, 150);
        rig.Armed(2, 140);

        Assert.That(rig.Wheel.NextWakeTick, Is.EqualTo(140));
    }

    // The loop sleeps as the wheel says. It must not wake more than once per level, the call included, and not early.
    [Test]
    public void A_far_timer_wakes_once_per_level_on_its_way(
        [ValueSource(nameof(_starts))] long start,
        [ValueSource(typeof(TickGen), nameof(TickGen.Boundaries))] long distance)
    {
        TimerRig rig = new(start);
        long due = start + distance;
        rig.Armed(1, due);

        // A round of the top level counts as one more level, and each round that ends on the way as one more.
        long rounds = (due >> 36) - (start >> 36);
        int wakes = 0;
        while (rig.Fired.Count == 0)
        {
            long wake = rig.Wheel.NextWakeTick;
            Assert.That(wake, Is.LessThanOrEqualTo(due));
            rig.TurnAt(wake);
            wakes++;
        }

        Assert.That(wakes, Is.LessThanOrEqualTo(WheelLayout.Levels + rounds));
    }

    [Test]
    public void The_rest_of_a_batch_wakes_at_once()
    {
        TimerRig rig = new(startTick: 10);
        rig.Armed(1, 20);
        rig.Wheel.Collect(25);

        Assert.That(rig.Wheel.NextWakeTick, Is.EqualTo(25));
    }
}
