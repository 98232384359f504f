using CsCheck;
using Reactor.Timers;

namespace Reactor.Tests.Timers;

public sealed class DueTickTests
{
    private const long Millisecond = TimerRig.NanosecondsPerTick;

    // Bug 21, Bug 22, Behaviour 18
    [TestCase(0, 0, 0)]
    [TestCase(1, 0, 1)]
    [TestCase(Millisecond, 0, 1)]
    [TestCase(0, 1, 1)]
    [TestCase(0, TimeSpan.TicksPerMillisecond, 1)]
    [TestCase(0, TimeSpan.TicksPerMillisecond + 1, 2)]
    [TestCase(999_900, 1, 1)]
    [TestCase(999_901, 1, 2)]
    [TestCase(999_999, TimeSpan.TicksPerMillisecond - 1, 2)]
    [TestCase(5 * Millisecond, -1, 5)]
    [TestCase(5 * Millisecond, -TimeSpan.TicksPerMillisecond, 5)]
    [TestCase(5 * Millisecond, long.MinValue, 5)]
    [TestCase(0, long.MaxValue, (long.MaxValue / 10_000) + 1)]
    [TestCase(0, long.MaxValue - 1, (long.MaxValue / 10_000) + 1)]
    [TestCase(long.MaxValue, long.MaxValue, (long.MaxValue / Millisecond) + (long.MaxValue / 10_000) + 2)]
    public void A_delay_is_rounded_up_and_never_overflows(long nowNanoseconds, long delayTicks, long dueTick) =>
        Assert.That(TimerWheel.DueTick(nowNanoseconds, new TimeSpan(delayTicks)), Is.EqualTo(dueTick));

    // Bug 21, Behaviour 18, Behaviour 21
    [Test]
    public void The_due_tick_is_the_first_that_is_not_early() =>
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.OneOf(Gen.Long, Gen.Long[-20_000, 20_000])).Sample(
            (now, delay) =>
            {
                Int128 asked = (Int128)now + (100 * (Int128)Math.Max(delay, 0));
                Int128 due = Millisecond * (Int128)TimerWheel.DueTick(now, new TimeSpan(delay));
                return due >= asked && due - asked < Millisecond;
            },
            iter: 20_000,
            threads: 1);
}
