using System.Net;
using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.Tests.Support;

namespace Reactor.Tests.Loop;

/// <summary>A callback that throws costs what it belongs to and nothing else.</summary>
public sealed class FaultTests : LoopFixture
{
    private sealed class PlannedException : Exception;

    [SetUp]
    public void Expect() => ExpectFaults();

    // Bug 30
    [Test]
    public void ThrowingHandler_LosesItsRegistrationAndNoOtherEvent()
    {
        Registration[] registrations = new Registration[5];
        ActionHandler[] handlers = new ActionHandler[5];
        for (int index = 0; index < handlers.Length; index++)
        {
            handlers[index] = new ActionHandler();
            registrations[index] = Loop.Register(ReadyEventFd(), Interest.Read, handlers[index]);
        }

        handlers[1].Readable = Throw;

        Turn();

        Assert.That(handlers.Select(handler => handler.Reads), Is.All.EqualTo(1));
        Assert.That(registrations.Select(registration => registration.IsLive), Is.EqualTo(new[] { true, false, true, true, true }));
        Assert.That(Faults, Has.Count.EqualTo(1));
        Assert.That((Faults[0].Kind, Faults[0].Source), Is.EqualTo((FaultKind.Handler, handlers[1])));
    }

    // Bug 30
    [Test]
    public void ThrowingHandler_DoesNotKeepTimersAndTasksFromRunning()
    {
        int ran = 0;
        Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler { Readable = Throw });
        Loop.Schedule(Milliseconds(1), () => ran++);
        Loop.Defer(() => ran++);
        Kernel.Advance(Milliseconds(2));

        Turn();

        Assert.That(ran, Is.EqualTo(2));
    }

    [Test]
    public void ThrowingOnWritable_IsNotFollowedByOnReadable()
    {
        (System.Runtime.InteropServices.SafeHandle one, System.Runtime.InteropServices.SafeHandle other) = SocketPair();
        Descriptors.Write(other, 1);
        ActionHandler handler = new() { Writable = Throw };
        Loop.Register(one, Interest.Read | Interest.Write, handler);

        Turn();

        Assert.That((handler.Writes, handler.Reads), Is.EqualTo((1, 0)));
    }

    [Test]
    public void ThrowingTimer_IsReportedAndTheOthersFire()
    {
        int fired = 0;
        Loop.Schedule(Milliseconds(1), static () => throw new PlannedException());
        Loop.Schedule(Milliseconds(1), () => fired++);
        Kernel.Advance(Milliseconds(2));

        Turn();

        Assert.That(fired, Is.EqualTo(1));
        Assert.That(Faults.Single().Kind, Is.EqualTo(FaultKind.Timer));
        Assert.That(Faults.Single().Exception, Is.InstanceOf<PlannedException>());
    }

    [Test]
    public void ThrowingRepeatingTimer_StaysArmed()
    {
        int calls = 0;
        LoopTimer timer = Loop.ScheduleRepeating(Milliseconds(5), () => { calls++; throw new PlannedException(); });

        Loop.RunFor(Milliseconds(16));

        Assert.That(calls, Is.EqualTo(3));
        Assert.That(timer.IsArmed, Is.True);
    }

    [Test]
    public void ThrowingTask_IsReportedAndTheOthersRun()
    {
        int ran = 0;
        Loop.Defer(static () => throw new PlannedException());
        Loop.Post(() => throw new PlannedException());
        Loop.Defer(() => ran++);

        Turn();

        Assert.That(ran, Is.EqualTo(1));
        Assert.That(Faults.Select(fault => fault.Kind), Is.EqualTo(new[] { FaultKind.Task, FaultKind.Task }));
    }

    // .NET: an async void method has nobody else to throw at.
    [Test]
    public void AsyncVoidMethodThatThrows_ReachesThePolicy()
    {
        Loop.Defer(static async () =>
        {
            await Task.Yield();
            throw new PlannedException();
        });

        Loop.RunUntilIdle();

        Assert.That(Faults.Single().Kind, Is.EqualTo(FaultKind.Task));
        Assert.That(Faults.Single().Exception, Is.InstanceOf<PlannedException>());
    }

    [Test]
    public void PolicyThatSaysStop_EndsTheRunAfterTheTurn()
    {
        MakeLoop(policy: static _ => FaultAction.Stop);
        int ran = 0;
        Loop.Defer(static () => throw new PlannedException());
        Loop.Defer(() => { ran++; Loop.Defer(() => ran++); });

        Loop.Run();

        Assert.That((ran, Loop.Statistics.Turns), Is.EqualTo((1, 1)));
    }

    [Test]
    public void PolicyThatSaysContain_KeepsTheLoopRunning()
    {
        MakeLoop(policy: static _ => FaultAction.Contain);
        Loop.Defer(static () => throw new PlannedException());
        Loop.Schedule(Milliseconds(5), Loop.Stop);

        Loop.Run();

        Assert.That(Kernel.Elapsed, Is.GreaterThanOrEqualTo(Milliseconds(5)));
    }

    [Test]
    public void NoPolicy_Contains()
    {
        using EventLoop loop = new(new EventLoopOptions { Kernel = Kernel });
        bool ran = false;
        loop.Defer(static () => throw new PlannedException());
        loop.Defer(() => ran = true);

        loop.RunOnce();

        Assert.That(ran, Is.True);
        Assert.That(loop.Statistics.Faults, Is.EqualTo(1));
    }

    [Test]
    public void PolicyThatThrows_LeavesRunWithItsException()
    {
        MakeLoop(policy: static _ => throw new PlannedException());
        Loop.Defer(static () => throw new InvalidOperationException());

        Assert.That(() => Loop.Run(), Throws.InstanceOf<PlannedException>());
    }

    // Bug 30
    [Test]
    public void PolicyThatThrows_LosesNothing()
    {
        MakeLoop(policy: static _ => throw new PlannedException());
        int events = 0;
        int timers = 0;
        int tasks = 0;
        Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler { Readable = Throw });
        Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler { Readable = registration => { events++; registration.Dispose(); } });
        Loop.Schedule(Milliseconds(1), static () => throw new InvalidOperationException());
        Loop.Schedule(Milliseconds(1), () => timers++);
        Loop.Defer(static () => throw new InvalidOperationException());
        Loop.Defer(() => tasks++);
        Kernel.Advance(Milliseconds(2));

        Assert.That(() => Loop.RunOnce(), Throws.InstanceOf<PlannedException>());
        Turn();

        Assert.That((events, timers, tasks), Is.EqualTo((1, 1, 1)));
    }

    // Bug 12: an exception from the policy is not the listener's fault.
    [Test]
    public void PolicyThatThrowsOverAnAccept_LeavesTheListenerAlone()
    {
        MakeLoop(virtualTime: false, policy: fault => fault.Kind == FaultKind.Accept ? throw new PlannedException() : FaultAction.Contain);
        int accepted = 0;
        StreamListener listener = Loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), socket =>
        {
            if (++accepted == 1)
            {
                throw new InvalidOperationException();
            }

            socket.Dispose();
        });
        using System.Net.Sockets.Socket first = RawClients.Connect(listener.LocalEndPoint);

        Assert.That(() => Loop.RunUntil(() => false), Throws.InstanceOf<PlannedException>());
        using System.Net.Sockets.Socket second = RawClients.Connect(listener.LocalEndPoint);
        Loop.RunUntil(() => accepted == 2);

        Assert.That(listener.IsOpen, Is.True);
        Assert.That(Faults, Has.Count.EqualTo(1));
    }

    [Test]
    public void PolicyThatThrowsOverAnAcceptedConnection_IsAskedOnceAndLeavesTheRun()
    {
        MakeLoop(virtualTime: false, policy: static _ => throw new PlannedException());
        StreamListener listener = Loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), static () => new ThrowingConnection());
        using System.Net.Sockets.Socket client = RawClients.Connect(listener.LocalEndPoint);

        Assert.That(() => Loop.RunUntil(() => false), Throws.InstanceOf<PlannedException>());

        Assert.That(Faults.Select(fault => fault.Kind), Is.EqualTo(new[] { FaultKind.Connection }));
        Assert.That(listener.IsOpen, Is.True);
    }

    [Test]
    public void EveryFault_IsCounted()
    {
        Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler { Readable = Throw });
        Loop.Schedule(TimeSpan.Zero, static () => throw new PlannedException());
        Loop.Defer(static () => throw new PlannedException());
        Kernel.Advance(Milliseconds(1));

        Turn();

        Assert.That(Loop.Statistics.Faults, Is.EqualTo(3));
    }

    private static void Throw(Registration registration) => throw new PlannedException();

    private sealed class ThrowingConnection : ConnectionHandler
    {
        protected override void OnConnected() => throw new InvalidOperationException();

        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
        }
    }
}
