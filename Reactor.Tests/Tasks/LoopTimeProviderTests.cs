using System.Diagnostics.CodeAnalysis;
using Reactor.Simulation;
using Reactor.Tests.Support;

namespace Reactor.Tests.Tasks;

/// <summary>The loop as the base library's clock: delays, periodic timers and deadlines that go on on the loop's thread.</summary>
public sealed class LoopTimeProviderTests : LoopFixture
{
    [Test]
    public void Delay_GoesOnOnTheLoopAndNotEarly() =>
        Await(async () =>
        {
            TimeSpan start = Kernel.Elapsed;
            await Task.Delay(Milliseconds(25), Loop.TimeProvider);
            Assert.That(Loop.IsInLoop, Is.True);
            Assert.That(Kernel.Elapsed - start, Is.InRange(Milliseconds(25), Milliseconds(27)));
        });

    [Test]
    public void CancelledDelay_EndsAtOnce() =>
        Await(async () =>
        {
            using CancellationTokenSource source = new();
            Task delay = Task.Delay(TimeSpan.FromHours(1), Loop.TimeProvider, source.Token);
            Loop.Defer(source.Cancel);
            Assert.That(await Failure(delay), Is.InstanceOf<OperationCanceledException>());
            Assert.That(Loop.IsInLoop, Is.True);
            Assert.That(Kernel.Elapsed, Is.LessThan(TimeSpan.FromSeconds(1)));
        });

    [Test]
    public void PeriodicTimer_TicksOnTheLoop() =>
        Await(async () =>
        {
            using PeriodicTimer timer = new(Milliseconds(10), Loop.TimeProvider);
            TimeSpan start = Kernel.Elapsed;
            for (int tick = 1; tick <= 3; tick++)
            {
                Assert.That(await timer.WaitForNextTickAsync(), Is.True);
                Assert.That(Loop.IsInLoop, Is.True);
                Assert.That(Kernel.Elapsed - start, Is.GreaterThanOrEqualTo(Milliseconds(10 * tick)));
            }
        });

    [Test]
    public void DeadlineOfACancellationSource_CancelsOnTheLoop() =>
        Await(async () =>
        {
            using CancellationTokenSource source = new(Milliseconds(20), Loop.TimeProvider);
            bool inLoop = false;
            using CancellationTokenRegistration registration = source.Token.Register(() => inLoop = Loop.IsInLoop);
            await Task.Delay(Milliseconds(30), Loop.TimeProvider);
            Assert.That((source.IsCancellationRequested, inLoop), Is.EqualTo((true, true)));
        });

    [Test]
    public void WaitAsync_TimesOutOnTheLoop() =>
        Await(async () =>
        {
            TaskCompletionSource never = new();
            Assert.That(await Failure(never.Task.WaitAsync(Milliseconds(15), Loop.TimeProvider)), Is.InstanceOf<TimeoutException>());
            Assert.That(Loop.IsInLoop, Is.True);
        });

    [Test]
    public void Timestamp_IsTheLiveClockOnAnyThread()
    {
        long before = Loop.TimeProvider.GetTimestamp();
        Kernel.Advance(Milliseconds(7));

        Elsewhere.Run(() => Assert.That(Loop.TimeProvider.GetElapsedTime(before), Is.EqualTo(Milliseconds(7))));
    }

    [Test]
    public void UtcNow_IsTheWallClock()
    {
        using EventLoop loop = new();
        TimeSpan apart = TimeProvider.System.GetUtcNow() - loop.TimeProvider.GetUtcNow();

        Assert.That(apart.Duration(), Is.LessThan(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public void TimerMadeElsewhere_FiresOnTheLoop()
    {
        bool? inLoop = null;
        Elsewhere.Run(() => Make(() => inLoop = Loop.IsInLoop, Milliseconds(5)));

        Loop.RunUntil(() => inLoop is not null);

        Assert.That(inLoop, Is.True);
        Assert.That(Kernel.Elapsed, Is.GreaterThanOrEqualTo(Milliseconds(5)));
    }

    // Behaviour 36
    [Test]
    public void TimerMadeElsewhere_EndsASleepWithoutEnd()
    {
        MakeLoop(virtualTime: false);
        Kernel.Wait = timeout =>
        {
            if (timeout < 0)
            {
                Kernel.Wait = null;
                Elsewhere.Run(() => Make(Loop.Stop, Milliseconds(1)));
            }

            return null;
        };

        Loop.Run();

        Assert.That(Loop.Statistics.Timers, Is.EqualTo(1));
    }

    // The delay counts from the call, not from when the loop hears of it.
    [Test]
    public void TimerMadeElsewhere_CountsFromTheCall()
    {
        bool fired = false;
        Elsewhere.Run(() => Make(() => fired = true, Milliseconds(5)));
        Kernel.Advance(Milliseconds(6));

        Turn();
        Turn();

        Assert.That(fired, Is.True);
    }

    [Test]
    public void TimerChangedElsewhere_TakesTheLastWish()
    {
        int fired = 0;
        ITimer timer = Make(() => fired++, Milliseconds(5));
        Elsewhere.Run(() =>
        {
            Assert.That(timer.Change(Milliseconds(50), Timeout.InfiniteTimeSpan), Is.True);
            Assert.That(timer.Change(Milliseconds(20), Timeout.InfiniteTimeSpan), Is.True);
        });

        Loop.RunFor(Milliseconds(15));
        Assert.That(fired, Is.Zero);
        Loop.RunFor(Milliseconds(100));
        Assert.That(fired, Is.EqualTo(1));
    }

    // A wish from elsewhere that arrives after a later one of the loop's own does not undo it.
    [Test]
    public void WishThatArrivesLate_DoesNotUndoALaterOne()
    {
        int fired = 0;
        ITimer timer = Make(() => fired++, Timeout.InfiniteTimeSpan);
        Turn();
        Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler
        {
            Readable = registration =>
            {
                registration.Dispose();
                Elsewhere.Run(() => timer.Change(Milliseconds(1), Timeout.InfiniteTimeSpan));
                timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            },
        });

        Loop.RunFor(Milliseconds(50));

        Assert.That(fired, Is.Zero);
    }

    [Test]
    public void TimerDisposedElsewhere_DoesNotFireAnyMore()
    {
        int fired = 0;
        ITimer timer = Make(() => fired++, Milliseconds(5));
        Turn();
        Kernel.Advance(Milliseconds(10));

        Elsewhere.Run(timer.Dispose);
        Loop.RunFor(Milliseconds(50));

        Assert.That(fired, Is.Zero);
        Assert.That(timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan), Is.False);
    }

    // Bug 25
    [Test]
    public void TimerPutOffElsewhere_DoesNotFireWhenItWasDueBefore()
    {
        List<TimeSpan> fired = [];
        ITimer timer = Make(() => fired.Add(Kernel.Elapsed), Milliseconds(5));
        Turn();
        Kernel.Advance(Milliseconds(10));

        Elsewhere.Run(() => Assert.That(timer.Change(Milliseconds(30), Timeout.InfiniteTimeSpan), Is.True));
        TimeSpan asked = Kernel.Elapsed;
        Loop.RunFor(Milliseconds(50));

        Assert.That(fired, Has.Count.EqualTo(1));
        Assert.That(fired[0] - asked, Is.GreaterThanOrEqualTo(Milliseconds(30)));
    }

    // Bug 25
    [Test]
    public void TimerCancelledElsewhere_DoesNotFireAnyMore()
    {
        int fired = 0;
        ITimer timer = Make(() => fired++, Milliseconds(5));
        Turn();
        Kernel.Advance(Milliseconds(10));

        Elsewhere.Run(() => timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        Loop.RunFor(Milliseconds(50));

        Assert.That(fired, Is.Zero);
    }

    [Test]
    public void RepeatingTimer_GoesOnUntilDisposed()
    {
        int fired = 0;
        ITimer timer = Loop.TimeProvider.CreateTimer(_ => fired++, null, Milliseconds(5), Milliseconds(10));
        Loop.RunFor(Milliseconds(30));
        Assert.That(fired, Is.EqualTo(3));

        timer.Dispose();
        Loop.RunFor(Milliseconds(30));

        Assert.That(fired, Is.EqualTo(3));
    }

    [Test]
    public void PeriodOfZero_FiresOnce()
    {
        int fired = 0;
        Loop.TimeProvider.CreateTimer(_ => fired++, null, Milliseconds(5), TimeSpan.Zero);

        Loop.RunFor(Milliseconds(50));

        Assert.That(fired, Is.EqualTo(1));
    }

    [Test]
    public void DueTimeOfZero_NeverFiresInsideTheCall()
    {
        bool fired = false;
        Loop.Defer(() =>
        {
            Make(() => fired = true, TimeSpan.Zero);
            Assert.That(fired, Is.False);
        });

        Loop.RunFor(Milliseconds(5));

        Assert.That(fired, Is.True);
    }

    [Test]
    public void NegativeTimes_AreRefused()
    {
        Assert.That(() => Make(() => { }, Milliseconds(-2)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Loop.TimeProvider.CreateTimer(_ => { }, null, TimeSpan.Zero, Milliseconds(-2)), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void TimerThatThrows_ReachesThePolicyAndTheLoopGoesOn()
    {
        ExpectFaults();
        Make(static () => throw new InvalidOperationException(), Milliseconds(1));

        Loop.RunFor(Milliseconds(10));

        Assert.That(Faults.Single().Kind, Is.EqualTo(FaultKind.Timer));
    }

    [Test]
    public void TimerOfADisposedLoop_IsNeverArmed()
    {
        ITimer timer = Make(() => { }, TimeSpan.FromHours(1));
        Loop.Dispose();

        Assert.That(timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan), Is.False);
        Assert.That(timer.Dispose, Throws.Nothing);
    }

    // Bug 9: what the collector disposes on its own thread gets to the loop by its queue.
    [Test]
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "Losing it is the point.")]
    public void ForgottenPeriodicTimer_IsDisposedOffTheLoopWithoutHarm()
    {
        WeakReference forgotten = Forget();
        Turn();
        Assert.That(Loop.Core.Wheel.Count, Is.EqualTo(1));
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.That(forgotten.IsAlive, Is.False);
        Assert.That(Loop.Core.Wheel.Count, Is.EqualTo(1), "The finalizer is on a thread of its own and leaves the wheel alone.");
        Turn();
        Assert.That(Loop.Core.Wheel.Count, Is.Zero);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        WeakReference Forget() => new(new PeriodicTimer(Milliseconds(10), Loop.TimeProvider));
    }

    // NUnit's own check for what a task throws would block the loop's thread.
    private static async Task<Exception?> Failure(Task task)
    {
        try
        {
            await task;
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private ITimer Make(Action callback, TimeSpan dueTime) =>
        Loop.TimeProvider.CreateTimer(static state => ((Action)state!)(), callback, dueTime, Timeout.InfiniteTimeSpan);
}
