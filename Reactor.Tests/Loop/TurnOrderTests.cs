using System.Runtime.InteropServices;
using Reactor.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Loop;

/// <summary>The six steps of a turn, and what each leaves to the next turn.</summary>
public sealed class TurnOrderTests : LoopFixture
{
    // Behaviour 10
    [Test]
    public void EverythingAtOnce_TakesTheSixStepsInOrder()
    {
        List<string> steps = [];
        SafeHandle ready = ReadyEventFd();
        Loop.Register(ready, Interest.Read, new ActionHandler { Readable = registration => { steps.Add("dispatch"); registration.Dispose(); } });
        EndProbe closing = new() { Closed = () => steps.Add("closed") };
        EndProbe writing = new();
        Loop.Adopt(ConnectedSocket(out _), closing);
        Loop.Adopt(ConnectedSocket(out _), writing);
        writing.Send("x"u8);
        Loop.Schedule(Milliseconds(1), () => { steps.Add("timer"); closing.Abort(); });
        Loop.Defer(() => steps.Add("task"));
        Kernel.Advance(Milliseconds(2));
        Kernel.Wait = _ => { steps.Add("wait"); return null; };
        Kernel.Sending = _ => steps.Add("flush");
        Kernel.Closing = _ => steps.Add("release");

        Turn();
        Kernel.Wait = null;
        Kernel.Sending = null;
        Kernel.Closing = null;

        Assert.That(steps, Is.EqualTo(new[] { "wait", "dispatch", "timer", "task", "closed", "flush", "release" }));
    }

    [Test]
    public void DescriptorReadyForBoth_HearsOfWritableBeforeReadable()
    {
        (SafeHandle one, SafeHandle other) = SocketPair();
        Descriptors.Write(other, 1);
        List<string> calls = [];
        Loop.Register(one, Interest.Read | Interest.Write, new ActionHandler
        {
            Readable = _ => calls.Add("readable"),
            Writable = _ => calls.Add("writable"),
        });

        Turn();

        Assert.That(calls, Is.EqualTo(new[] { "writable", "readable" }));
    }

    [Test]
    public void TaskDeferredWhileDispatching_RunsInTheSameTurn()
    {
        bool ran = false;
        Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler { Readable = _ => Loop.Defer(() => ran = true) });

        Turn();

        Assert.That(ran, Is.True);
    }

    [Test]
    public void TaskDeferredByATimer_RunsInTheSameTurn()
    {
        bool ran = false;
        Loop.Schedule(TimeSpan.Zero, () => Loop.Defer(() => ran = true));
        Kernel.Advance(Milliseconds(1));

        Turn();

        Assert.That(ran, Is.True);
    }

    // Bug 19
    [TestCase(true)]
    [TestCase(false)]
    public void TaskHandedInByATask_RunsInTheNextTurn(bool post)
    {
        int ran = 0;
        Loop.Defer(Again);

        Turn();
        Assert.That(ran, Is.EqualTo(1));
        Turn();
        Assert.That(ran, Is.EqualTo(2));

        void Again()
        {
            ran++;
            if (post)
            {
                Loop.Post(Again);
            }
            else
            {
                Loop.Defer(Again);
            }
        }
    }

    // Bug 20, Behaviour 17
    [Test]
    public void TimerArmedInATimer_FiresInTheNextTurnAtTheEarliest()
    {
        int fired = 0;
        Loop.Schedule(TimeSpan.Zero, Again);
        Kernel.Advance(Milliseconds(1));

        Turn();
        Assert.That(fired, Is.EqualTo(1));
        Turn();
        Assert.That(fired, Is.EqualTo(2));

        void Again()
        {
            fired++;
            Loop.Schedule(TimeSpan.Zero, Again);
            Kernel.Advance(Milliseconds(1));
        }
    }

    // Bug 20, Behaviour 11
    [Test]
    public void TimersAndTasksThatNeverEnd_StarveNoDescriptor()
    {
        ActionHandler handler = new();
        Loop.Register(ReadyEventFd(), Interest.Read, handler);
        Loop.Schedule(TimeSpan.Zero, AgainLater);
        Loop.Defer(AgainSoon);

        for (int turn = 0; turn < 10; turn++)
        {
            Loop.RunOnce();
        }

        Assert.That(handler.Reads, Is.EqualTo(10));

        void AgainLater() => Loop.Schedule(TimeSpan.Zero, AgainLater);

        void AgainSoon() => Loop.Defer(AgainSoon);
    }

    [Test]
    public void ZeroTimerArmedWhileDispatching_IsNotAmongTheTimersOfThisTurn()
    {
        int fired = 0;
        Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler
        {
            Readable = registration =>
            {
                registration.Dispose();
                Loop.Schedule(TimeSpan.Zero, () => fired++);
                Kernel.Advance(Milliseconds(1));
            },
        });

        Turn();
        Assert.That(fired, Is.Zero);
        Turn();
        Assert.That(fired, Is.EqualTo(1));
    }

    // Bug 19
    [Test]
    public void ConnectionAbortedInOnClosed_HearsOfItInTheNextTurn()
    {
        EndProbe second = new();
        EndProbe first = new() { Closed = second.Abort };
        Loop.Adopt(ConnectedSocket(out _), first);
        Loop.Adopt(ConnectedSocket(out _), second);
        first.Abort();

        Turn();
        Assert.That((first.Ends, second.Ends), Is.EqualTo((1, 0)));
        Turn();
        Assert.That((first.Ends, second.Ends), Is.EqualTo((1, 1)));
    }

    [Test]
    public void OutputQueuedInOnClosed_IsFlushedInTheNextTurn()
    {
        EndProbe second = new();
        EndProbe first = new() { Closed = () => second.Send("x"u8) };
        Loop.Adopt(ConnectedSocket(out _), first);
        Loop.Adopt(ConnectedSocket(out _), second);
        first.Abort();

        Turn();
        Assert.That(Kernel.Sends, Is.Zero);
        Turn();
        Assert.That(Kernel.Sends, Is.EqualTo(1));
    }

    // Behaviour 14
    [Test]
    public void Now_StandsStillDuringATurnAndMovesWithTheNext()
    {
        List<TimeSpan> times = [];
        Loop.Defer(Look);
        Loop.Defer(Look);
        Turn();
        Loop.Defer(Look);
        Turn();

        Assert.That(times[1], Is.EqualTo(times[0]));
        Assert.That(times[2] - times[0], Is.EqualTo(Milliseconds(14)));

        void Look()
        {
            times.Add(Loop.Now);
            Kernel.Advance(Milliseconds(7));
        }
    }

    private sealed class EndProbe : ConnectionHandler
    {
        public Action? Closed { get; set; }

        public int Ends { get; private set; }

        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
        }

        protected override void OnClosed(CloseReason reason)
        {
            Ends++;
            Closed?.Invoke();
        }
    }
}
