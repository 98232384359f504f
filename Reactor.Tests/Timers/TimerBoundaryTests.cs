namespace Reactor.Tests.Timers;

public sealed class TimerBoundaryTests
{
    private static readonly long[] _starts = [0, 1, 63, 64, 4_095, 1_234_567_890_123, (1L << 36) - 1, 1L << 36];

    // Bug 21, Behaviour 18, Behaviour 21: on both sides of every level's boundary and of 2³⁶ ms.
    [Test]
    public void A_timer_fires_at_its_tick_and_not_before(
        [ValueSource(nameof(_starts))] long start,
        [ValueSource(typeof(TickGen), nameof(TickGen.Boundaries))] long distance)
    {
        TimerRig rig = new(start);
        rig.Armed(1, start + distance);

        Assert.Multiple(() =>
        {
            Assert.That(distance > 0 ? rig.TurnAt(start + distance - 1) : 0, Is.Zero);
            Assert.That(rig.TurnAt(start + distance), Is.EqualTo(1));
            Assert.That(rig.Wheel.Count, Is.Zero);
        });
    }

    // Bug 21, Behaviour 18
    [TestCase(long.MaxValue)]
    [TestCase(long.MaxValue - 1)]
    public void An_enormous_delay_does_not_end_in_ten_thousand_years(long delayTicks)
    {
        const long Centuries = 10_000L * 365 * 24 * 3_600 * 1_000;
        TimerRig rig = new(startTick: 123_456);
        ProbeTimer timer = rig.Probe(1);
        timer.Restart(new TimeSpan(delayTicks));

        rig.Wheel.Collect(Centuries);

        Assert.Multiple(() =>
        {
            Assert.That(rig.Wheel.HasDue, Is.False);
            Assert.That(timer.IsArmed, Is.True);
            Assert.That(rig.Wheel.NextWakeTick, Is.GreaterThan(Centuries));
        });
    }

    // Bug 21
    [Test]
    public void The_last_tick_of_all_fires()
    {
        TimerRig rig = new(startTick: 1);
        rig.Armed(2, long.MaxValue);
        rig.Armed(1, long.MaxValue - 1);

        rig.Wheel.Collect(long.MaxValue - 2);
        Assert.That(rig.Wheel.HasDue, Is.False);

        rig.Wheel.Collect(long.MaxValue);
        rig.FireDue();
        Assert.That(rig.Fired, Is.EqualTo([1, 2]));
    }

    // Bug 21, Behaviour 17: the clock need not move for a timer without delay.
    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(long.MinValue)]
    public void No_delay_or_a_negative_one_fires_once_in_the_next_turn(long delayTicks)
    {
        TimerRig rig = new(startTick: 50);
        ProbeTimer timer = rig.Probe(1);
        timer.Restart(new TimeSpan(delayTicks));

        Assert.Multiple(() =>
        {
            Assert.That(rig.Wheel.NextWakeTick, Is.EqualTo(50), "The loop must not sleep.");
            Assert.That(rig.TurnAt(50), Is.EqualTo(1));
            Assert.That(rig.TurnAt(50), Is.Zero);
            Assert.That(timer.IsArmed, Is.False);
        });
    }

    [Test]
    public void A_clock_that_stands_still_or_goes_back_moves_nothing()
    {
        TimerRig rig = new(startTick: 1_000);
        rig.Armed(1, 1_001);

        Assert.Multiple(() =>
        {
            Assert.That(rig.TurnAt(1_000), Is.Zero);
            Assert.That(rig.TurnAt(3), Is.Zero);
            Assert.That(rig.TurnAt(1_001), Is.EqualTo(1));
        });
    }

    // A loop over ticks or rounds would not come to an end here.
    [Test]
    public void Empty_stretches_are_jumped_over()
    {
        TimerRig rig = new();
        for (int id = 0; id < 62; id++)
        {
            rig.Armed(id, 1L << id);
        }

        rig.Wheel.Collect(long.MaxValue);
        rig.FireDue();

        Assert.That(rig.Fired, Is.EqualTo(Enumerable.Range(0, 62)));
    }
}
