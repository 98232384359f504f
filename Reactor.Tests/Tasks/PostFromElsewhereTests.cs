using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.SystemCalls.Linux;
using Reactor.Tasks;
using Reactor.Tests.Support;

namespace Reactor.Tests.Tasks;

/// <summary>Work from other threads: it wakes the loop, keeps its order, and is never lost.</summary>
public sealed class PostFromElsewhereTests : LoopFixture
{
    [SetUp]
    public void MakeRealLoop() => MakeLoop(virtualTime: false);

    // Behaviour 31
    [Test]
    public void Post_EndsASleepWithoutEnd()
    {
        Elsewhere.Errand? poster = null;
        bool inLoop = false;
        Kernel.Wait = _ =>
        {
            poster ??= Elsewhere.Start(() => Loop.Post(() => { inLoop = Loop.IsInLoop; Loop.Stop(); }));
            return null;
        };

        Loop.Run();

        poster!.Finish();
        Assert.That(inLoop, Is.True);
    }

    // Bug 28, Behaviour 32
    [Test]
    public void ManyPostsInOneSleep_AreOneWrite()
    {
        int ran = 0;
        Kernel.Wait = _ =>
        {
            Kernel.Wait = null;
            Elsewhere.Run(() =>
            {
                for (int index = 0; index < 1_000; index++)
                {
                    Loop.Post(() => ran++);
                }
            });
            return null;
        };

        Loop.RunOnce();
        Loop.RunUntilIdle();

        Assert.That(ran, Is.EqualTo(1_000));
        Assert.That((Kernel.EventFdWrites, Kernel.EventFdReads), Is.EqualTo((1, 1)));
    }

    // Bug 28
    [Test]
    public void PostsWhileTheLoopIsAwake_AreNoWrite()
    {
        int ran = 0;
        Loop.Defer(() => Elsewhere.Run(() => Loop.Post(() => ran++)));

        Loop.RunUntil(() => ran == 1);

        Assert.That(Kernel.EventFdWrites, Is.Zero);
    }

    // Bug 27: EAGAIN says that the counter is full, and then it is readable.
    [Test]
    public void WriteThatSaysAgain_HasWokenTheLoop()
    {
        bool ran = false;
        Kernel.WriteEventFd = descriptor => { new LinuxKernel().EventFdWrite(descriptor); return -Errno.EAGAIN; };
        Kernel.Wait = _ =>
        {
            Kernel.Wait = null;
            Elsewhere.Run(() => Assert.That(Loop.Post(() => ran = true), Is.True));
            return null;
        };

        Loop.RunOnce();

        Assert.That(ran, Is.True);
    }

    [Test]
    public void InterruptedWrite_StillWakesTheLoop()
    {
        bool ran = false;
        int writes = 0;
        Kernel.WriteEventFd = _ => ++writes == 1 ? -Errno.EINTR : null;
        Kernel.Wait = _ =>
        {
            Kernel.Wait = null;
            Elsewhere.Run(() => Loop.Post(() => ran = true));
            return null;
        };

        Loop.RunOnce();

        Assert.That(ran, Is.True);
    }

    // Behaviour 32, Bug 29
    [Test]
    public void ManyProducers_LoseNothingAndKeepTheirOrder()
    {
        const int producers = 4;
        const int each = 20_000;
        List<int>[] seen = [.. Enumerable.Range(0, producers).Select(static _ => new List<int>(each))];
        Elsewhere.Errand[] errands = [.. Enumerable.Range(0, producers).Select(producer => Elsewhere.Start(() =>
        {
            for (int index = 0; index < each; index++)
            {
                int number = index;
                Loop.Post(() => seen[producer].Add(number));
            }
        }))];

        Loop.RunUntil(() => seen.Sum(static list => list.Count) == producers * each);

        foreach (Elsewhere.Errand errand in errands)
        {
            errand.Finish();
        }

        Assert.That(seen, Is.All.EqualTo(Enumerable.Range(0, each)));
    }

    // Bug 26: each stop meets the loop at another point between awake and asleep.
    [Test]
    public void StopsFromElsewhereAtAnyMoment_AreNeverLost()
    {
        bool done = false;
        Loop.Schedule(TimeSpan.FromSeconds(30), Loop.Stop);
        Elsewhere.Errand stopper = Elsewhere.Start(() =>
        {
            while (!Volatile.Read(ref done))
            {
                Loop.Stop();
            }
        });

        for (int run = 0; run < 2_000; run++)
        {
            Loop.Run();
        }

        Volatile.Write(ref done, true);
        stopper.Finish();
        Assert.That(Loop.Statistics.Timers, Is.Zero, "A stop was slept over until the timer.");
    }

    // Bug 29: one by one, each waits for its own, so a single lost wake-up is a hang.
    [Test]
    public void PostsInPingPong_AreNeverSleptOver()
    {
        int rounds = 0;
        using SemaphoreSlim answered = new(0);
        Elsewhere.Errand producer = Elsewhere.Start(() =>
        {
            for (int index = 0; index < 3_000; index++)
            {
                Loop.Post(() => { rounds++; answered.Release(); });
                Assert.That(answered.Wait(TimeSpan.FromSeconds(10)), Is.True, "A post was slept over.");
            }

            Loop.Stop();
        });

        Loop.Run();

        producer.Finish();
        Assert.That(rounds, Is.EqualTo(3_000));
    }

    // The thread that made the loop posts while another takes the loop over: it must not believe that the loop is still its own.
    [Test]
    public void PostByTheFormerOwnerDuringATakeOver_IsNotLost()
    {
        HandoverThread thread = new();
        using ManualResetEventSlim asleep = new();
        using ManualResetEventSlim ran = new();
        HookKernel kernel = new(virtualTime: false) { Wait = timeout => { if (timeout < 0) { asleep.Set(); } return null; } };
        EventLoop loop = new(new EventLoopOptions { Kernel = kernel, Thread = thread });
        Elsewhere.Errand? runner = null;
        thread.Asked = () =>
        {
            runner = Elsewhere.Start(() => { loop.Run(); loop.Dispose(); });
            asleep.Wait(TimeSpan.FromSeconds(10));
        };

        Assert.That(loop.Post(ran.Set), Is.True);
        thread.Ask();

        Assert.That(ran.Wait(TimeSpan.FromSeconds(5)), Is.True);
        loop.Stop();
        runner!.Finish();
    }

    // Bug 29
    [Test]
    public void PostAfterDispose_IsRefused()
    {
        Loop.Dispose();

        Elsewhere.Run(() => Assert.That(Loop.Post(() => { }), Is.False));
    }

    // Bug 29, Behaviour 34: whatever the moment of the end, what was accepted ran or is counted.
    [Test]
    public void PostsWhileTheLoopIsDisposed_RunOrAreCounted()
    {
        for (int round = 0; round < 20; round++)
        {
            MakeLoop(virtualTime: false);
            int ran = 0;
            int accepted = 0;
            using ManualResetEventSlim begun = new();
            Elsewhere.Errand producer = Elsewhere.Start(() =>
            {
                while (Loop.Post(() => ran++))
                {
                    accepted++;
                    begun.Set();
                }
            });
            Assert.That(begun.Wait(TimeSpan.FromSeconds(10)), Is.True);
            Turn();
            Loop.Dispose();
            producer.Finish();

            Assert.That(ran + Loop.Statistics.TasksDropped, Is.EqualTo(accepted));
        }
    }

    // Behaviour 36
    [Test]
    public void EarlierTimerFromElsewhere_ShortensTheSleep()
    {
        MakeLoop(virtualTime: true);
        TimeSpan fired = default;
        Loop.Schedule(TimeSpan.FromHours(1), () => Assert.Fail("Not due."));
        Kernel.Wait = timeout =>
        {
            Kernel.Wait = null;
            Elsewhere.Run(() => Loop.Post(() => Loop.Schedule(Milliseconds(1), () => { fired = Kernel.Elapsed; Loop.Stop(); })));
            return null;
        };

        Loop.Run();

        Assert.That(Kernel.Timeouts[0], Is.GreaterThan(60 * 1_000_000_000L), "The loop would have slept for long.");
        Assert.That(fired, Is.GreaterThanOrEqualTo(Milliseconds(1)).And.LessThan(Milliseconds(3)));
        Assert.That(Kernel.EventFdWrites, Is.EqualTo(1));
    }

    private sealed class HandoverThread() : LoopThread(owner: null)
    {
        private Thread _loops = Thread.CurrentThread;

        public Action? Asked { get; set; }

        public override void TakeOver() => _loops = Thread.CurrentThread;

        public void Ask()
        {
            Action? asked = Asked;
            Asked = null;
            asked?.Invoke();
        }

        protected override bool IsCurrentOtherwise()
        {
            bool current = _loops == Thread.CurrentThread;
            if (current)
            {
                Ask();
            }

            return current;
        }
    }
}
