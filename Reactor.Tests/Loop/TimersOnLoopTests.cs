using Reactor.Simulation;
using Reactor.Tests.Support;

namespace Reactor.Tests.Loop;

/// <summary>Timers as the loop runs them; the wheel below has tests of its own.</summary>
public sealed class TimersOnLoopTests : LoopFixture
{
    // Bug 22, Behaviour 21: whatever the fraction of a millisecond at which it is armed.
    [Test]
    public void AnyDelayAtAnyMoment_IsNeverEarlyAndAtMostAMillisecondLate()
    {
        for (int index = 0; index < 200; index++)
        {
            Kernel.AdvanceNanoseconds(index * 7_919);
            TimeSpan delay = TimeSpan.FromTicks(index * 1_237);
            TimeSpan armed = Kernel.Elapsed;
            LoopTimer timer = Loop.Schedule(delay, () => { });

            Loop.RunUntil(() => !timer.IsArmed);

            Assert.That(Kernel.Elapsed - armed, Is.GreaterThanOrEqualTo(delay).And.LessThanOrEqualTo(delay + Milliseconds(1)));
        }
    }

    // Behaviour 21, on the real clock.
    [Test]
    public void RealClock_IsNeverEarly()
    {
        MakeLoop(virtualTime: false);
        for (int index = 0; index < 20; index++)
        {
            TimeSpan delay = TimeSpan.FromMicroseconds(150 * index);
            long armed = Loop.TimeProvider.GetTimestamp();
            TimeSpan took = default;
            LoopTimer timer = Loop.Schedule(delay, () => took = Loop.TimeProvider.GetElapsedTime(armed));

            Loop.RunUntil(() => !timer.IsArmed);

            Assert.That(took, Is.GreaterThanOrEqualTo(delay));
        }
    }

    [Test]
    public void TimerArmedLateInATurn_CountsFromTheClockNotFromNow()
    {
        TimeSpan armed = default;
        LoopTimer? timer = null;
        Loop.Defer(() =>
        {
            Kernel.Advance(Milliseconds(20));
            armed = Kernel.Elapsed;
            timer = Loop.Schedule(Milliseconds(5), () => { });
        });

        Loop.RunUntil(() => timer is { IsArmed: false });

        Assert.That(Kernel.Elapsed - armed, Is.GreaterThanOrEqualTo(Milliseconds(5)));
    }

    // Bug 21, Behaviour 17
    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(long.MinValue)]
    public void DelayOfZeroOrLess_FiresOnceInANextTurn(long ticks)
    {
        int fired = 0;
        Loop.Schedule(TimeSpan.FromTicks(ticks), () => fired++);
        Assert.That(fired, Is.Zero, "Never inside the call.");

        Loop.RunFor(Milliseconds(10));

        Assert.That(fired, Is.EqualTo(1));
        Assert.That(Kernel.Timeouts[0], Is.LessThan(1_000_000));
    }

    // Bug 21, Behaviour 18
    [TestCase(long.MaxValue)]
    [TestCase(long.MaxValue - 1)]
    public void LongestDelay_NeitherFiresNorOverflows(long ticks)
    {
        LoopTimer timer = Loop.Schedule(TimeSpan.FromTicks(ticks), () => { });

        Loop.RunFor(TimeSpan.FromDays(3_650));

        Assert.That(timer.IsArmed, Is.True);
    }

    [Test]
    public void InfiniteDelay_WaitsForRestart()
    {
        int fired = 0;
        LoopTimer timer = Loop.Schedule(Timeout.InfiniteTimeSpan, () => fired++);
        Loop.RunFor(TimeSpan.FromDays(365));
        Assert.That((timer.IsArmed, fired), Is.EqualTo((false, 0)));

        timer.Restart(Milliseconds(1));
        Loop.RunFor(Milliseconds(3));

        Assert.That(fired, Is.EqualTo(1));
    }

    // Behaviour 16
    [Test]
    public void EqualDeadlines_FireInOrderOfArmingAndOthersByTime()
    {
        List<int> order = [];
        Loop.Schedule(Milliseconds(8), () => order.Add(4));
        Loop.Schedule(Milliseconds(5), () => order.Add(1));
        Loop.Schedule(Milliseconds(5), () => order.Add(2));
        Loop.Schedule(Milliseconds(5), () => order.Add(3));

        Loop.RunFor(Milliseconds(20));

        Assert.That(order, Is.EqualTo(new[] { 1, 2, 3, 4 }));
    }

    // Bug 25, Behaviour 24
    [Test]
    public void DueTimerCancelledByAnother_IsNotCalled()
    {
        int fired = 0;
        LoopTimer? second = null;
        Loop.Schedule(Milliseconds(1), () => second!.Cancel());
        second = Loop.Schedule(Milliseconds(1), () => fired++);
        Kernel.Advance(Milliseconds(3));

        Turn();

        Assert.That(fired, Is.Zero);
        Assert.That(Loop.Statistics.Timers, Is.EqualTo(1));
    }

    // Behaviour 24: a descriptor's callback of the same turn is early enough, too.
    [Test]
    public void DueTimerCancelledWhileDispatching_IsNotCalled()
    {
        int fired = 0;
        LoopTimer timer = Loop.Schedule(Milliseconds(1), () => fired++);
        Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler { Readable = _ => timer.Cancel() });
        Kernel.Advance(Milliseconds(3));

        Turn();

        Assert.That(fired, Is.Zero);
    }

    // Behaviour 25
    [Test]
    public void TimerRestartedInItsOwnCallback_FiresAgain()
    {
        int fired = 0;
        LoopTimer? timer = null;
        timer = Loop.Schedule(Milliseconds(2), () =>
        {
            if (++fired < 3)
            {
                timer!.Restart(Milliseconds(2));
            }
        });

        Loop.RunFor(Milliseconds(50));

        Assert.That(fired, Is.EqualTo(3));
    }

    // Behaviour 25
    [Test]
    public void RepeatingTimerDisposedInItsOwnCallback_DoesNotFireAgain()
    {
        int fired = 0;
        LoopTimer? timer = null;
        timer = Loop.ScheduleRepeating(Milliseconds(2), () => { fired++; timer!.Dispose(); });

        Loop.RunFor(Milliseconds(50));

        Assert.That(fired, Is.EqualTo(1));
    }

    // Bug 25, Behaviour 26
    [Test]
    public void RepeatingTimerAfterAStall_FiresOnceAndGoesOn()
    {
        int fired = 0;
        using LoopTimer timer = Loop.ScheduleRepeating(Milliseconds(10), () => fired++);
        Kernel.Advance(Milliseconds(35));

        Turn();
        Assert.That(fired, Is.EqualTo(1));

        Loop.RunFor(Milliseconds(11));
        Assert.That(fired, Is.EqualTo(2));
    }

    // Behaviour 22
    [Test]
    public void DueTimer_FiresExactlyOnceWhicheverWayTheLoopIsTurned()
    {
        int fired = 0;
        Loop.Schedule(Milliseconds(1), () => fired++);
        Kernel.Advance(Milliseconds(2));

        Turn();
        Turn();
        Loop.RunOnce(Milliseconds(5));

        Assert.That(fired, Is.EqualTo(1));
    }

    // Bug 24: the wall clock is nobody's business here.
    [Test]
    public void LoopThatSleeps_NeverAsksTheWallClock()
    {
        NoWallClockKernel kernel = new();
        using EventLoop loop = new(new EventLoopOptions { Kernel = kernel });
        LoopTimer timer = loop.Schedule(Milliseconds(2), () => { });

        loop.RunUntil(() => !timer.IsArmed);

        Assert.That(() => loop.TimeProvider.GetUtcNow(), Throws.InvalidOperationException, "The trap works.");
    }

    [Test]
    public void RepeatingTimerWithoutAPeriod_IsRefused() =>
        Assert.That(() => Loop.ScheduleRepeating(TimeSpan.Zero, () => { }), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private sealed class NoWallClockKernel : ForwardingKernel
    {
        public override long RealtimeNanoseconds => throw new InvalidOperationException("The wall clock was asked.");
    }
}
