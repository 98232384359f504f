namespace Reactor.Tests.Timers;

public sealed class LoopTimerTests
{
    private static readonly TimeSpan _tenMilliseconds = TimeSpan.FromMilliseconds(10);

    // Behaviour 19
    [Test]
    public void Restart_replaces_the_first_arming()
    {
        TimerRig rig = new();
        ProbeTimer timer = rig.Probe(1);
        timer.Restart(_tenMilliseconds);
        timer.Restart(TimeSpan.FromMilliseconds(200));

        Assert.Multiple(() =>
        {
            Assert.That(rig.Wheel.Count, Is.EqualTo(1));
            Assert.That(rig.TurnAt(199), Is.Zero);
            Assert.That(rig.TurnAt(200), Is.EqualTo(1));
            Assert.That(rig.TurnAt(400), Is.Zero);
        });
    }

    [Test]
    public void Restart_counts_from_the_live_clock()
    {
        TimerRig rig = new();
        rig.Clock.Set((7 * TimerRig.NanosecondsPerTick) + 1);
        rig.Probe(1).Restart(_tenMilliseconds);

        Assert.That(rig.TurnAt(17), Is.Zero);
        Assert.That(rig.TurnAt(18), Is.EqualTo(1));
    }

    [Test]
    public void Cancelled_and_fired_timers_can_be_restarted()
    {
        TimerRig rig = new();
        ProbeTimer timer = rig.Armed(1, 10);
        timer.Cancel();
        timer.Cancel();
        Assert.That(timer.IsArmed, Is.False);

        timer.Restart(_tenMilliseconds);
        Assert.That(timer.IsArmed, Is.True);
        Assert.That(rig.TurnAt(10), Is.EqualTo(1));
        Assert.That(timer.IsArmed, Is.False);

        timer.Restart(_tenMilliseconds);
        Assert.That(rig.TurnAt(20), Is.EqualTo(1));
    }

    // Bug 21
    [Test]
    public void Restart_with_an_infinite_delay_never_fires()
    {
        TimerRig rig = new();
        ProbeTimer timer = rig.Armed(1, 10);
        timer.Restart(Timeout.InfiniteTimeSpan);

        Assert.That(timer.IsArmed, Is.False);
        Assert.That(rig.TurnAt(1_000), Is.Zero);
    }

    [Test]
    public void A_disposed_timer_stays_quiet_and_refuses_to_start()
    {
        TimerRig rig = new();
        ProbeTimer timer = rig.Armed(1, 10);
        timer.Dispose();
        timer.Dispose();
        timer.Cancel();

        Assert.Multiple(() =>
        {
            Assert.That(timer.IsArmed, Is.False);
            Assert.That(rig.Wheel.Count, Is.Zero);
            Assert.That(() => timer.Restart(_tenMilliseconds), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => timer.Restart(Timeout.InfiniteTimeSpan), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => rig.Wheel.Arm(timer, 10), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(rig.TurnAt(10), Is.Zero);
        });
    }

    [Test]
    public void Other_threads_are_refused()
    {
        TimerRig rig = new();
        ProbeTimer timer = rig.Armed(1, 10);
        rig.Clock.RefusesAccess = true;

        Assert.Multiple(() =>
        {
            Assert.That(timer.Cancel, Throws.InvalidOperationException);
            Assert.That(timer.Dispose, Throws.InvalidOperationException);
            Assert.That(() => timer.Restart(_tenMilliseconds), Throws.InvalidOperationException);
            Assert.That(timer.IsArmed, Is.True);
        });
    }
}
