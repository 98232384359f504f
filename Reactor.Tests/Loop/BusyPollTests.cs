using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Loop;

/// <summary>Looking again and again before sleeping: as long as asked, and with an eye on everything that ends a sleep.</summary>
public sealed class BusyPollTests : LoopFixture
{
    private static readonly TimeSpan s_spin = TimeSpan.FromMicroseconds(50);
    private static readonly TimeSpan s_look = TimeSpan.FromMicroseconds(10);

    [SetUp]
    public void MakeSpinningLoop()
    {
        MakeLoop(busyPoll: s_spin);
        Kernel.Wait = Look;
    }

    [Test]
    public void NothingHappens_SleepsAfterTheSpin()
    {
        Loop.RunOnce(Milliseconds(1));

        Assert.That(Kernel.Timeouts, Is.EqualTo(new long[] { 0, 0, 0, 0, 0, 950_000 }));
    }

    [Test]
    public void EventDuringTheSpin_IsDeliveredWithoutASleep()
    {
        ActionHandler handler = new();
        System.Runtime.InteropServices.SafeHandle eventFd = Owned(Descriptors.EventFd());
        Loop.Register(eventFd, Interest.Read, handler);
        Kernel.Wait = timeout =>
        {
            if (Kernel.Timeouts.Count == 3)
            {
                Descriptors.Signal(eventFd);
            }

            return Look(timeout);
        };

        Loop.RunOnce(Milliseconds(1));

        Assert.That(handler.Reads, Is.EqualTo(1));
        Assert.That(Kernel.Timeouts, Is.EqualTo(new long[] { 0, 0, 0 }));
    }

    [Test]
    public void PostDuringTheSpin_EndsItAtOnceAndWritesNothing()
    {
        bool ran = false;
        Kernel.Wait = timeout =>
        {
            if (Kernel.Timeouts.Count == 2)
            {
                Elsewhere.Run(() => Loop.Post(() => ran = true));
            }

            return Look(timeout);
        };

        Loop.RunOnce(Milliseconds(1));

        Assert.That(ran, Is.True);
        Assert.That(Kernel.Timeouts, Is.All.Zero);
        Assert.That(Kernel.Timeouts, Has.Count.LessThanOrEqualTo(3));
        Assert.That(Kernel.EventFdWrites, Is.Zero);
    }

    // Bug 26: a stop is no work, so a look at the queues alone does not see it.
    [Test]
    public void StopDuringTheSpin_IsNotSleptOver()
    {
        Kernel.Wait = timeout =>
        {
            Assert.That(timeout, Is.Zero, "The loop sleeps over a stop.");
            if (Kernel.Timeouts.Count == 2)
            {
                Loop.Stop();
            }

            return Look(timeout);
        };

        Loop.Run();

        Assert.That(Kernel.Timeouts, Has.Count.EqualTo(3));
    }

    [Test]
    public void TokenCancelledDuringTheSpin_IsNotSleptOver()
    {
        using CancellationTokenSource source = new();
        Kernel.Wait = timeout =>
        {
            Assert.That(timeout, Is.Zero, "The loop sleeps over a cancellation.");
            if (Kernel.Timeouts.Count == 2)
            {
                source.Cancel();
            }

            return Look(timeout);
        };

        Loop.Run(source.Token);

        Assert.That(Kernel.Timeouts, Has.Count.EqualTo(3));
    }

    [Test]
    public void TimerDueDuringTheSpin_EndsItInTime()
    {
        MakeLoop(busyPoll: Milliseconds(100));
        Kernel.Wait = Look;
        LoopTimer timer = Loop.Schedule(Milliseconds(1), () => { });

        Loop.RunOnce();

        Assert.That(timer.IsArmed, Is.False);
        Assert.That(Kernel.Elapsed, Is.LessThan(Milliseconds(3)));
    }

    [Test]
    public void PendingTask_IsNotSpunFor()
    {
        Loop.Defer(() => { });

        Loop.RunOnce();

        Assert.That(Kernel.Timeouts, Is.EqualTo(new[] { 0L }));
    }

    [Test]
    public void SignalDuringTheSpin_IsOnlyALookThatFoundNothing()
    {
        Kernel.Wait = timeout =>
        {
            Kernel.Advance(s_look);
            return timeout == 0 ? -Errno.EINTR : null;
        };

        Loop.RunOnce(Milliseconds(1));

        Assert.That(Kernel.Timeouts[^1], Is.EqualTo(950_000));
    }

    [Test]
    public void LongestBusyPoll_DoesNotOverflow()
    {
        MakeLoop(busyPoll: TimeSpan.MaxValue);
        Kernel.Wait = Look;

        Loop.RunOnce(TimeSpan.FromMicroseconds(30));

        Assert.That(Kernel.Timeouts.Take(3), Is.All.Zero);
    }

    // Simulated time does not move while a loop spins.
    [Test]
    public void ClockThatStandsStill_EndsTheSpin()
    {
        Kernel.Wait = timeout =>
        {
            Assert.That(Kernel.Timeouts, Has.Count.LessThan(100), "The loop spins for ever.");
            return null;
        };

        Loop.RunOnce(Milliseconds(1));

        Assert.That(Kernel.Elapsed, Is.EqualTo(Milliseconds(1)));
    }

    private int? Look(long timeout)
    {
        if (timeout == 0)
        {
            Kernel.Advance(s_look);
        }

        return null;
    }
}
