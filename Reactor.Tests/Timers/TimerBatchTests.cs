namespace Reactor.Tests.Timers;

public sealed class TimerBatchTests
{
    // Bug 20, Behaviour 17
    [Test]
    public void A_timer_armed_in_a_callback_waits_for_the_next_turn()
    {
        TimerRig rig = new(startTick: 100);
        rig.Armed(1, 100, timer => timer.Restart(TimeSpan.Zero));
        rig.Armed(2, 90, _ => rig.Armed(3, 0));

        Assert.Multiple(() =>
        {
            Assert.That(rig.TurnAt(100), Is.EqualTo(2));
            Assert.That(rig.TurnAt(100), Is.EqualTo(2));
            Assert.That(rig.TurnAt(100), Is.EqualTo(1));
            Assert.That(rig.Fired, Is.EqualTo([2, 1, 3, 1, 1]));
        });
    }

    // Bug 25, Behaviour 24
    [Test]
    public void A_callback_can_cancel_another_timer_of_its_batch()
    {
        TimerRig rig = new();
        ProbeTimer third = rig.Probe(3);
        rig.Armed(1, 10, _ => third.Cancel());
        rig.Armed(2, 10);
        rig.Wheel.Arm(third, 10);
        rig.Armed(4, 10);

        rig.TurnAt(10);

        Assert.That(rig.Fired, Is.EqualTo([1, 2, 4]));
        Assert.That(rig.Wheel.Count, Is.Zero);
    }

    // Bug 25, Behaviour 19
    [Test]
    public void A_timer_armed_again_during_its_batch_fires_only_at_its_new_tick()
    {
        TimerRig rig = new();
        ProbeTimer second = rig.Probe(2);
        rig.Armed(1, 10, _ => rig.Wheel.Arm(second, 30));
        rig.Wheel.Arm(second, 10);

        Assert.Multiple(() =>
        {
            Assert.That(rig.TurnAt(10), Is.EqualTo(1));
            Assert.That(rig.TurnAt(29), Is.Zero);
            Assert.That(rig.TurnAt(30), Is.EqualTo(1));
            Assert.That(rig.Fired, Is.EqualTo([1, 2]));
        });
    }

    // Bug 25
    [Test]
    public void A_timer_cancelled_and_armed_again_as_due_waits_for_the_next_turn()
    {
        TimerRig rig = new();
        ProbeTimer second = rig.Probe(2);
        rig.Armed(1, 10, _ =>
        {
            second.Cancel();
            rig.Wheel.Arm(second, 5);
        });
        rig.Wheel.Arm(second, 10);

        Assert.Multiple(() =>
        {
            Assert.That(rig.TurnAt(10), Is.EqualTo(1));
            Assert.That(rig.TurnAt(10), Is.EqualTo(1));
        });
    }

    // Behaviour 25
    [Test]
    public void A_callback_can_cancel_its_own_timer()
    {
        TimerRig rig = new();
        rig.Armed(1, 10, timer => timer.Cancel());

        Assert.That(rig.TurnAt(10), Is.EqualTo(1));
        Assert.That(rig.TurnAt(1_000), Is.Zero);
    }

    // Behaviour 25
    [Test]
    public void A_callback_can_restart_its_own_timer()
    {
        TimerRig rig = new();
        rig.Armed(1, 10, timer => timer.Restart(TimeSpan.FromMilliseconds(5)));

        Assert.Multiple(() =>
        {
            Assert.That(rig.TurnAt(10), Is.EqualTo(1));
            Assert.That(rig.TurnAt(14), Is.Zero);
            Assert.That(rig.TurnAt(15), Is.EqualTo(1));
        });
    }

    // Behaviour 25
    [Test]
    public void A_callback_can_dispose_its_own_timer_and_others()
    {
        TimerRig rig = new();
        ProbeTimer second = rig.Probe(2);
        ProbeTimer first = rig.Armed(1, 10, timer =>
        {
            timer.Dispose();
            second.Dispose();
        });
        rig.Wheel.Arm(second, 10);

        rig.TurnAt(10);

        Assert.Multiple(() =>
        {
            Assert.That(rig.Fired, Is.EqualTo([1]));
            Assert.That(() => first.Restart(TimeSpan.Zero), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => second.Restart(TimeSpan.Zero), Throws.TypeOf<ObjectDisposedException>());
        });
    }

    [Test]
    public void The_rest_of_a_broken_off_batch_comes_first_in_the_next_one()
    {
        TimerRig rig = new();
        ProbeTimer cancelled = rig.Armed(0, 10);
        rig.Armed(1, 10);
        rig.Armed(2, 11);
        rig.Armed(3, 12);
        rig.Armed(4, 20);
        rig.Wheel.Collect(15);
        rig.Wheel.TryTakeDue(out LoopTimer? taken);
        rig.Wheel.TryTakeDue(out _);

        rig.Armed(5, 12);
        rig.TurnAt(20);

        Assert.That(taken, Is.SameAs(cancelled));
        Assert.That(rig.Fired, Is.EqualTo([2, 3, 5, 4]));
    }

    [Test]
    public void Cancelling_the_whole_batch_leaves_nothing_due()
    {
        TimerRig rig = new();
        ProbeTimer[] timers = [.. Enumerable.Range(0, 40).Select(id => rig.Armed(id, 10))];
        rig.Wheel.Collect(10);
        Assert.That(rig.Wheel.HasDue, Is.True);

        foreach (ProbeTimer timer in timers)
        {
            timer.Cancel();
        }

        Assert.Multiple(() =>
        {
            Assert.That(rig.Wheel.HasDue, Is.False);
            Assert.That(rig.Wheel.NextWakeTick, Is.EqualTo(long.MaxValue));
            Assert.That(rig.FireDue(), Is.Zero);
        });
    }

    [Test]
    public void DropAll_cancels_and_counts_every_timer()
    {
        TimerRig rig = new(startTick: 10);
        ProbeTimer[] timers =
        [
            rig.Armed(1, 5), rig.Armed(2, 20), rig.Armed(3, 21), rig.Armed(4, 100_000), rig.Armed(5, long.MaxValue),
        ];
        rig.Wheel.Collect(20);
        rig.Armed(6, 7);

        Assert.Multiple(() =>
        {
            Assert.That(rig.Wheel.DropAll(), Is.EqualTo(6));
            Assert.That(rig.Wheel.Count, Is.Zero);
            Assert.That(rig.Wheel.HasDue, Is.False);
            Assert.That(rig.Wheel.NextWakeTick, Is.EqualTo(long.MaxValue));
            Assert.That(timers, Has.All.Property(nameof(LoopTimer.IsArmed)).False);
            Assert.That(rig.TurnAt(200_000), Is.Zero);
            Assert.That(rig.Wheel.DropAll(), Is.Zero);
        });
    }
}
