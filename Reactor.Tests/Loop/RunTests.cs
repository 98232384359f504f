using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Loop;

/// <summary>How <c>Run</c> begins and ends. In virtual time a run that should have ended throws instead of sleeping for ever.</summary>
public sealed class RunTests : LoopFixture
{
    // Behaviour 2
    [Test]
    public void StopBeforeRun_ReturnsWithoutATurn()
    {
        Loop.Stop();

        Loop.Run();

        Assert.That(Loop.Statistics.Turns, Is.Zero);
    }

    // Behaviour 2
    [Test]
    public void StopTwiceBeforeRun_EndsOneRunOnly()
    {
        Loop.Stop();
        Loop.Stop();
        Loop.Run();

        bool ran = false;
        Loop.Defer(() => { ran = true; Loop.Stop(); });
        Loop.Run();

        Assert.That(ran, Is.True);
    }

    // Behaviour 2
    [Test]
    public void StopInTheTurnThatEndsAnOrderlyStop_EndsOneRunOnly()
    {
        Loop.BeginStop(TimeSpan.Zero);
        Loop.Defer(Loop.Stop);
        Loop.Run();

        bool ran = false;
        Loop.Defer(() => { ran = true; Loop.Stop(); });
        Loop.Run();

        Assert.That(ran, Is.True);
    }

    // Behaviour 3, Behaviour 8
    [Test]
    public void StopInACallback_LetsTheTurnFinish()
    {
        int reads = 0;
        int tasks = 0;
        for (int count = 0; count < 3; count++)
        {
            Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler { Readable = _ => { reads++; Loop.Stop(); } });
            Loop.Defer(() => tasks++);
        }

        Loop.Run();

        Assert.That((reads, tasks, Loop.Statistics.Turns), Is.EqualTo((3, 3, 1)));
    }

    // Behaviour 3
    [Test]
    public void RunAfterAStop_Works()
    {
        for (int run = 1; run <= 3; run++)
        {
            Loop.Schedule(Milliseconds(5), Loop.Stop);
            Loop.Run();
            Assert.That(Loop.Statistics.Timers, Is.EqualTo(run));
        }
    }

    // Behaviour 1: ours waits, since a server may have nothing registered for a moment.
    [Test]
    public void NothingRegistered_RunWaitsForAStop()
    {
        Kernel.Wait = timeout =>
        {
            if (timeout < 0)
            {
                Loop.Stop();
            }

            return 0;
        };

        Loop.Run();

        Assert.That(Kernel.Timeouts[0], Is.Negative);
    }

    [Test]
    public void StopFromAnotherThread_EndsTheSleep()
    {
        MakeLoop(virtualTime: false);
        Elsewhere.Errand? stopper = null;
        Kernel.Wait = timeout => { stopper ??= Elsewhere.Start(Loop.Stop); return null; };

        Loop.Run();

        stopper!.Finish();
        Assert.That(Kernel.Timeouts[0], Is.Negative, "The loop would have slept without end.");
        Assert.That(Loop.Statistics.Turns, Is.EqualTo(1));
    }

    [Test]
    public void TokenCancelledElsewhere_EndsTheSleep()
    {
        MakeLoop(virtualTime: false);
        using CancellationTokenSource source = new();
        Elsewhere.Errand? canceller = null;
        Kernel.Wait = timeout => { canceller ??= Elsewhere.Start(source.Cancel); return null; };

        Loop.Run(source.Token);

        canceller!.Finish();
        Assert.That(Kernel.Timeouts[0], Is.Negative, "The loop would have slept without end.");
        Assert.That(Loop.Statistics.Turns, Is.EqualTo(1));
    }

    [Test]
    public void TokenCancelledInACallback_EndsAfterTheTurn()
    {
        using CancellationTokenSource source = new();
        bool later = false;
        Loop.Defer(source.Cancel);
        Loop.Defer(() => later = true);

        Loop.Run(source.Token);

        Assert.That(later, Is.True);
        Assert.That(Loop.Statistics.Turns, Is.EqualTo(1));
    }

    [Test]
    public void TokenCancelledBefore_ReturnsWithoutATurn()
    {
        Loop.Run(new CancellationToken(canceled: true));

        Assert.That(Loop.Statistics.Turns, Is.Zero);
    }

    [Test]
    public void TokenThatEndedARun_DoesNotEndTheNext()
    {
        Loop.Run(new CancellationToken(canceled: true));
        bool ran = false;
        Loop.Defer(() => { ran = true; Loop.Stop(); });

        Loop.Run();

        Assert.That(ran, Is.True);
    }

    // Behaviour 7
    [TestCase("Run")]
    [TestCase("RunOnce")]
    [TestCase("Dispose")]
    public void NestedCall_ThrowsWithTheRemedy(string member)
    {
        InvalidOperationException? thrown = null;
        Loop.Defer(() => thrown = Assert.Throws<InvalidOperationException>(() => Call(member)));

        Turn();

        Assert.That(thrown!.Message, Does.StartWith(member).And.Contain("inside a callback").And.Contain("Defer"));
    }

    // Behaviour 7
    [TestCase("Run")]
    [TestCase("RunOnce")]
    [TestCase("Dispose")]
    public void CallWhileTheLoopRunsElsewhere_ThrowsWithTheRemedy(string member)
    {
        InvalidOperationException? thrown = null;
        Loop.Defer(() => Elsewhere.Run(() => thrown = Assert.Throws<InvalidOperationException>(() => Call(member))));

        Turn();

        Assert.That(thrown!.Message, Does.StartWith(member).And.Contain("another thread").And.Contain("Stop"));
    }

    [Test]
    public void NestedCall_DoesNoHarmToTheTurn()
    {
        bool later = false;
        Loop.Defer(() => Assert.Throws<InvalidOperationException>(() => Loop.RunOnce()));
        Loop.Defer(() => later = true);

        Turn();

        Assert.That(later, Is.True);
        Assert.That(() => Turn(), Throws.Nothing);
    }

    [Test]
    public void NegativeMaxWait_IsRefused() =>
        Assert.That(() => Loop.RunOnce(Milliseconds(-2)), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("maxWait"));

    [Test]
    public void InfiniteMaxWait_WaitsAsLongAsItTakes()
    {
        LoopTimer timer = Loop.Schedule(TimeSpan.FromHours(3), () => { });

        for (int turn = 0; turn < 6; turn++)
        {
            Loop.RunOnce(timer.IsArmed ? Timeout.InfiniteTimeSpan : TimeSpan.Zero);
        }

        Assert.That(timer.IsArmed, Is.False);
    }

    [Test]
    public void HugeMaxWait_DoesNotOverflow()
    {
        LoopTimer timer = Loop.Schedule(Milliseconds(5), () => { });

        Loop.RunOnce(TimeSpan.MaxValue);

        Assert.That(timer.IsArmed, Is.False);
        Assert.That(Kernel.Elapsed, Is.LessThan(Milliseconds(7)));
    }

    // Bug 23: what ends a run early is taken back by the wait, also by one that a signal interrupts.
    [Test]
    public void StopWhileALookIsInterrupted_IsNotSleptOver()
    {
        MakeLoop(busyPoll: TimeSpan.FromMicroseconds(50));
        int looks = 0;
        Kernel.Wait = timeout =>
        {
            Assert.That(timeout, Is.Zero, "The loop sleeps over a stop.");
            Kernel.Advance(TimeSpan.FromMicroseconds(20));
            if (++looks == 1)
            {
                Loop.Stop();
            }

            return -Errno.EINTR;
        };

        Loop.Run();

        Assert.That(looks, Is.LessThanOrEqualTo(2));
    }

    private void Call(string member)
    {
        switch (member)
        {
            case "Run":
                Loop.Run();
                break;
            case "RunOnce":
                Loop.RunOnce();
                break;
            default:
                Loop.Dispose();
                break;
        }
    }
}
