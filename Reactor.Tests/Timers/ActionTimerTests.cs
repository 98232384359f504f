using Reactor.Timers;

namespace Reactor.Tests.Timers;

public sealed class ActionTimerTests
{
    private static readonly TimeSpan _period = TimeSpan.FromMilliseconds(10);

    private TimerRig _rig = null!;
    private int _calls;

    [SetUp]
    public void MakeRig()
    {
        _rig = new TimerRig(startTick: 100);
        _calls = 0;
    }

    [Test]
    public void A_timer_without_period_calls_once_and_passes_its_state()
    {
        object state = new();
        object? received = null;
        ActionTimer timer = new(_rig.Wheel, argument => received = argument, state);
        timer.Restart(_period);

        Assert.Multiple(() =>
        {
            Assert.That(_rig.TurnAt(110), Is.EqualTo(1));
            Assert.That(received, Is.SameAs(state));
            Assert.That(timer.IsArmed, Is.False);
        });
    }

    [Test]
    public void A_repeating_timer_keeps_its_beat_when_calls_are_late()
    {
        StartRepeating();

        Assert.That(CallsAt(110, 119, 120, 127, 130, 139, 141, 149, 150), Is.EqualTo([1, 0, 1, 0, 1, 0, 1, 0, 1]));
    }

    // Bug 25, Behaviour 26
    [Test]
    public void A_repeating_timer_fires_once_after_a_stall_then_continues()
    {
        StartRepeating();

        Assert.That(CallsAt(110, 155, 155, 164, 165, 174, 175), Is.EqualTo([1, 1, 0, 0, 1, 0, 1]));
    }

    // Bug 25, Behaviour 26: the stall is a callback that fires earlier in the same batch.
    [Test]
    public void A_stall_within_the_batch_is_not_made_up_for_either()
    {
        _rig.Armed(1, 109, _ => _rig.Clock.Set(145 * TimerRig.NanosecondsPerTick));
        StartRepeating();

        Assert.That(_rig.TurnAt(110), Is.EqualTo(2));
        Assert.That(CallsAt(145, 154, 155), Is.EqualTo([0, 0, 1]));
    }

    [Test]
    public void A_repeating_timer_that_throws_stays_armed()
    {
        ActionTimer timer = new(_rig.Wheel, () => throw new FormatException(), _period);
        timer.Restart(_period);

        Assert.That(() => _rig.TurnAt(110), Throws.TypeOf<FormatException>());
        Assert.That(timer.IsArmed, Is.True);
        Assert.That(() => _rig.TurnAt(120), Throws.TypeOf<FormatException>());
    }

    // Behaviour 25
    [Test]
    public void A_repeating_timer_can_cancel_restart_and_dispose_itself()
    {
        ActionTimer timer = null!;
        Action[] acts = [() => timer.Restart(TimeSpan.FromMilliseconds(3)), () => timer.Cancel(), () => timer.Dispose()];
        timer = new ActionTimer(_rig.Wheel, () => acts[_calls++](), _period);
        timer.Restart(_period);

        // Restarted at 110 for 113, where it cancels itself.
        Assert.That(CallsAt(110, 112, 113, 123), Is.EqualTo([1, 0, 1, 0]));

        // Started again at 123 for 124, where it disposes itself.
        timer.Restart(TimeSpan.FromMilliseconds(1));
        Assert.That(CallsAt(124, 200), Is.EqualTo([1, 0]));
        Assert.That(() => timer.Restart(_period), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void A_restarted_repeating_timer_waits_once_then_goes_on_with_its_period()
    {
        ActionTimer timer = StartRepeating();
        _rig.TurnAt(110);
        timer.Restart(TimeSpan.FromMilliseconds(25));

        Assert.That(CallsAt(120, 134, 135, 144, 145), Is.EqualTo([0, 0, 1, 0, 1]));
    }

    [Test]
    public void A_period_is_rounded_up()
    {
        ActionTimer timer = new(_rig.Wheel, () => _calls++, TimeSpan.FromMicroseconds(1_500));
        timer.Restart(TimeSpan.Zero);

        Assert.That(CallsAt(100, 101, 102, 103, 104), Is.EqualTo([1, 0, 1, 0, 1]));
    }

    // Bug 21, Behaviour 18
    [TestCase(long.MaxValue)]
    [TestCase(long.MaxValue - 1)]
    public void An_enormous_period_does_not_overflow(long periodTicks)
    {
        ActionTimer timer = new(_rig.Wheel, () => _calls++, new TimeSpan(periodTicks));
        timer.Restart(TimeSpan.Zero);

        Assert.That(CallsAt(100, 101, 5_000_000_000), Is.EqualTo([1, 0, 0]));
        Assert.That(timer.IsArmed, Is.True);
    }

    // Bug 21
    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(-TimeSpan.TicksPerMillisecond)]
    public void A_period_must_be_positive(long periodTicks) =>
        Assert.That(
            () => new ActionTimer(_rig.Wheel, () => { }, new TimeSpan(periodTicks)),
            Throws.TypeOf<ArgumentOutOfRangeException>());

    private ActionTimer StartRepeating()
    {
        ActionTimer timer = new(_rig.Wheel, () => _calls++, _period);
        timer.Restart(_period);
        return timer;
    }

    private int[] CallsAt(params long[] ticks) => [.. ticks.Select(_rig.TurnAt)];
}
