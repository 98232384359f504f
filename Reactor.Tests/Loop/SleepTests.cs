using System.Runtime.InteropServices;
using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Loop;

/// <summary>When the loop sleeps, and for how long.</summary>
public sealed class SleepTests : LoopFixture
{
    private const long Millisecond = 1_000_000;
    private const long Forever = -1;

    // Bug 40
    [Test]
    public void IdleLoop_MakesNoOtherCallThanItsOneWait()
    {
        long before = Kernel.Total;

        Loop.RunFor(TimeSpan.FromHours(1));

        Assert.That(Kernel.Total - before, Is.EqualTo(1));
        Assert.That(Kernel.Timeouts, Is.EqualTo(new[] { 3_600_000 * Millisecond }));
    }

    // Bug 1, Bug 40: descriptors that are registered and silent cost nothing.
    [Test]
    public void IdleLoopWithDescriptors_MakesNoOtherCallThanItsOneWait()
    {
        Loop.Register(Pipe().Read, Interest.Read, new ActionHandler());
        Loop.Register(ReadyEventFd(), Interest.None, new ActionHandler());
        long before = Kernel.Total;

        Loop.RunFor(TimeSpan.FromHours(1));

        Assert.That(Kernel.Total - before, Is.EqualTo(1));
    }

    // Bug 40: the wheel has six levels, so a far timer is met at most once on each, and then fires.
    [Test]
    public void FarTimer_WakesTheLoopAtMostOncePerLevelOnItsWay()
    {
        bool fired = false;
        Loop.Schedule(TimeSpan.FromDays(30) + Milliseconds(4321), () => fired = true);

        for (int turn = 0; turn < 6 && !fired; turn++)
        {
            Loop.RunOnce();
        }

        Assert.That(fired, Is.True);
        Assert.That(Kernel.Elapsed, Is.EqualTo(TimeSpan.FromDays(30) + Milliseconds(4321)).Within(Milliseconds(1)));
    }

    // Behaviour 9
    [Test]
    public void NothingDue_WaitsWithoutEnd()
    {
        Kernel.Wait = static _ => 0;

        Loop.RunOnce();

        Assert.That(Kernel.Timeouts, Is.EqualTo(new[] { Forever }));
    }

    // Behaviour 9
    [Test]
    public void PendingTask_IsNotSleptOver()
    {
        Loop.Defer(() => { });

        Loop.RunOnce();

        Assert.That(Kernel.Timeouts, Is.EqualTo(new[] { 0L }));
    }

    // Behaviour 9
    [Test]
    public void NearestTimer_EndsTheWait()
    {
        Loop.Schedule(Milliseconds(9), () => { });
        LoopTimer nearest = Loop.Schedule(Milliseconds(5), () => { });

        Loop.RunOnce();

        Assert.That(nearest.IsArmed, Is.False);
        Assert.That(Kernel.Timeouts, Has.Count.EqualTo(1));
        Assert.That(Kernel.Timeouts[0], Is.InRange(5 * Millisecond, 6 * Millisecond));
    }

    [Test]
    public void MaxWait_EndsTheWaitBeforeALaterTimer()
    {
        LoopTimer timer = Loop.Schedule(Milliseconds(9), () => { });

        Loop.RunOnce(Milliseconds(3));

        Assert.That(timer.IsArmed, Is.True);
        Assert.That(Kernel.Timeouts, Is.EqualTo(new[] { 3 * Millisecond }));
    }

    // Behaviour 4
    [Test]
    public void MaxWaitOfZero_NeverBlocks()
    {
        Loop.Schedule(TimeSpan.FromDays(1), () => { });

        Turn();

        Assert.That(Kernel.Timeouts, Is.EqualTo(new[] { 0L }));
    }

    // Behaviour 4
    [Test]
    public void RunOnce_ReturnsWhenADescriptorIsReady()
    {
        MakeLoop(virtualTime: false);
        (SafeHandle read, SafeHandle write) = Pipe();
        ActionHandler handler = new();
        Loop.Register(read, Interest.Read, handler);
        Kernel.Wait = _ => { Descriptors.Write(write, 1); return null; };

        Loop.RunOnce();

        Assert.That(handler.Reads, Is.EqualTo(1));
    }

    // Bug 22
    [Test]
    public void EarlyReturnOfAWait_FiresNoTimerEarly()
    {
        LoopTimer timer = Loop.Schedule(Milliseconds(5), () => { });
        Kernel.Wait = _ => { Kernel.Advance(Milliseconds(2)); return 0; };

        Loop.RunOnce();
        Assert.That(timer.IsArmed, Is.True);

        Kernel.Wait = null;
        Loop.RunOnce();
        Assert.That(timer.IsArmed, Is.False);
        Assert.That(Kernel.Elapsed, Is.GreaterThanOrEqualTo(Milliseconds(5)));
    }

    // Bug 23
    [Test]
    public void WaitInterruptedBySignals_WaitsForTheRestOnly()
    {
        LoopTimer timer = Loop.Schedule(Milliseconds(10), () => { });
        int signals = 3;
        Kernel.Wait = _ =>
        {
            if (signals-- == 0)
            {
                Kernel.Wait = null;
                return null;
            }

            Kernel.Advance(Milliseconds(3));
            return -Errno.EINTR;
        };

        Loop.RunOnce();

        Assert.That(timer.IsArmed, Is.False, "An interrupted wait is not the end of the turn's wait.");
        Assert.That(Kernel.Timeouts, Has.Count.EqualTo(4));
        Assert.That(Kernel.Timeouts[3], Is.EqualTo(Kernel.Timeouts[0] - (9 * Millisecond)));
        Assert.That(Kernel.Elapsed, Is.EqualTo(Milliseconds(10)).Within(Milliseconds(1)));
    }

    // Bug 23
    [Test]
    public void SignalsWithoutEnd_MakeNoTimerLate()
    {
        LoopTimer timer = Loop.Schedule(Milliseconds(10), () => { });
        Kernel.Wait = timeout =>
        {
            if (timeout == 0)
            {
                return 0;
            }

            Kernel.Advance(Milliseconds(3));
            return -Errno.EINTR;
        };

        Loop.RunOnce();

        Assert.That(timer.IsArmed, Is.False);
        Assert.That(Kernel.Elapsed, Is.LessThan(Milliseconds(14)));
    }

    // Bug 22: one wait, not a spin of shorter and shorter ones.
    [Test]
    public void DelayBelowAMillisecond_IsOneWait()
    {
        LoopTimer timer = Loop.Schedule(TimeSpan.FromMicroseconds(100), () => { });

        Loop.RunUntil(() => !timer.IsArmed);

        Assert.That(Kernel.Timeouts, Has.Count.EqualTo(1));
        Assert.That(Kernel.Timeouts[0], Is.Positive);
    }

    // Bug 22, on the real clock and the real wait.
    [Test]
    public void DelayBelowAMillisecondForReal_IsNoBusyLoop()
    {
        MakeLoop(virtualTime: false);
        LoopTimer timer = Loop.Schedule(TimeSpan.FromMicroseconds(900), () => { });

        Loop.RunUntil(() => !timer.IsArmed);

        Assert.That(Kernel.Waits, Is.LessThanOrEqualTo(2));
    }
}
