using System.Net;
using System.Runtime.InteropServices;
using Reactor.Handlers;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Loop;

/// <summary>The end of a loop: everything it holds is closed, told or counted.</summary>
public sealed class DisposeTests : LoopFixture
{
    [Test]
    public void TimersAndTasks_AreDroppedAndCounted()
    {
        int called = 0;
        Loop.Schedule(Milliseconds(1), () => called++);
        Loop.ScheduleRepeating(Milliseconds(1), () => called++);
        Loop.Defer(() => called++);
        Loop.Post(() => called++);
        Elsewhere.Run(() => Loop.Post(() => called++));

        Loop.Dispose();

        Assert.That(called, Is.Zero);
        Assert.That((Loop.Statistics.TimersDropped, Loop.Statistics.TasksDropped), Is.EqualTo((2, 3)));
    }

    // Behaviour 5: ours closes what is still registered instead of saying that it is busy.
    [Test]
    public void LiveRegistrations_AreEndedAndTheirHandlesReleased()
    {
        SafeHandle owned = ReadyEventFd();
        SafeHandle borrowed = ReadyEventFd();
        Registration first = Loop.Register(owned, Interest.Read, new ActionHandler(), ownsHandle: true);
        Registration second = Loop.Register(borrowed, Interest.Read, new ActionHandler());

        Loop.Dispose();

        Assert.That((first.IsLive, second.IsLive), Is.EqualTo((false, false)));
        Assert.That((owned.IsClosed, borrowed.IsClosed), Is.EqualTo((true, false)));
    }

    [Test]
    public void Connections_HearThatTheLoopIsClosed()
    {
        Reconnecting connection = new(static _ => { });
        Loop.Adopt(ConnectedSocket(out _), connection);

        Loop.Dispose();

        Assert.That(connection.Reason?.Kind, Is.EqualTo(CloseKind.LoopClosed));
    }

    // What connects again when it hears of the end would leave a socket that nobody closes.
    [Test]
    public void HandlerThatConnectsAgainAtTheEnd_IsRefusedAndLeavesNoDescriptor()
    {
        FaultKernel kernel = new();
        using EventLoop loop = new(new EventLoopOptions { Kernel = kernel });
        StreamListener listener = loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), static socket => socket.Dispose());
        Exception? refused = null;
        loop.Adopt(ConnectedSocket(out _), new Reconnecting(again =>
            refused = Assert.Throws<ObjectDisposedException>(() => again.Loop.Connect(listener.LocalEndPoint, new Reconnecting(static _ => { })))));

        loop.Dispose();

        Assert.That(refused, Is.Not.Null);
        Assert.That(kernel.OpenDescriptors, Is.Empty);
    }

    [TestCase("Register")]
    [TestCase("StreamSocket.Register")]
    [TestCase("Listen")]
    [TestCase("Connect")]
    public void WhatWouldHaveToBeClosed_IsRefusedWhileTheLoopEnds(string member)
    {
        ObjectDisposedException? refused = null;
        StreamSocket socket = Loop.Adopt(ConnectedSocket(out _));
        Loop.Adopt(ConnectedSocket(out _), new Reconnecting(_ => refused = Assert.Throws<ObjectDisposedException>(() => Open(member, socket))));

        Loop.Dispose();

        Assert.That(refused, Is.Not.Null);
        Assert.That(socket.Registration, Is.Null);
        socket.Dispose();
    }

    [Test]
    public void TimersAndTasksHandedInWhileTheLoopEnds_AreDroppedAndCounted()
    {
        Loop.Adopt(ConnectedSocket(out _), new Reconnecting(_ =>
        {
            Loop.Schedule(Milliseconds(1), () => { });
            Loop.Defer(() => { });
            Assert.That(Loop.Post(() => { }), Is.True);
        }));

        Loop.Dispose();

        Assert.That((Loop.Statistics.TimersDropped, Loop.Statistics.TasksDropped), Is.EqualTo((1, 2)));
    }

    [Test]
    public void DisposeTwice_IsNothing()
    {
        Loop.Dispose();

        Assert.That(Loop.Dispose, Throws.Nothing);
    }

    [Test]
    public void UseAfterDispose_ThrowsObjectDisposed()
    {
        Loop.Dispose();

        Assert.That(() => Loop.Run(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => Loop.RunOnce(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => Loop.Defer(() => { }), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => Loop.Schedule(TimeSpan.Zero, () => { }), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler()), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => Loop.StopAsync(TimeSpan.Zero), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void HandlesOfADisposedLoop_MayStillBeDisposed()
    {
        LoopTimer timer = Loop.Schedule(Milliseconds(1), () => { });
        Registration registration = Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler());
        Loop.Dispose();

        Assert.That(timer.Dispose, Throws.Nothing);
        Assert.That(registration.Dispose, Throws.Nothing);
    }

    [Test]
    public void DisposeOnAnotherThread_IsAllowedBetweenTurns()
    {
        Turn();

        Elsewhere.Run(Loop.Dispose);

        Assert.That(() => Loop.RunOnce(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void FaultInALastCallback_DoesNotKeepTheRestFromBeingClosed()
    {
        ExpectFaults();
        Reconnecting second = new(static _ => { });
        Loop.Adopt(ConnectedSocket(out _), new Reconnecting(static _ => throw new InvalidOperationException()));
        Loop.Adopt(ConnectedSocket(out _), second);

        Loop.Dispose();

        Assert.That(Faults.Single().Kind, Is.EqualTo(FaultKind.Closed));
        Assert.That(second.Reason?.Kind, Is.EqualTo(CloseKind.LoopClosed));
    }

    [Test]
    public void PolicyThatThrowsAtTheEnd_DoesSoWhenEverythingIsClosed()
    {
        ExpectFaults();
        FaultKernel kernel = new();
        EventLoop loop = new(new EventLoopOptions { Kernel = kernel, FaultPolicy = static _ => throw new TimeoutException() });
        loop.Adopt(ConnectedSocket(out _), new Reconnecting(static _ => throw new InvalidOperationException()));

        Assert.That(loop.Dispose, Throws.InstanceOf<TimeoutException>());

        Assert.That(kernel.OpenDescriptors, Is.Empty);
        Assert.That(loop.Dispose, Throws.Nothing);
    }

    [Test]
    public void WaitThatFails_LeavesRunAndTheLoopCanBeDisposed()
    {
        Kernel.Wait = static _ => -Errno.EBADF;

        Assert.That(() => Loop.RunOnce(), Throws.InstanceOf<IOException>());

        Assert.That(Loop.Dispose, Throws.Nothing);
    }

    // Bug 26: a wait that failed never said that it was over.
    [Test]
    public void StopAfterAFailedWaitAndDispose_WritesToNobody()
    {
        Kernel.Wait = static _ => -Errno.EBADF;
        Assert.That(() => Loop.RunOnce(), Throws.InstanceOf<IOException>());
        Loop.Dispose();

        Loop.Stop();

        Assert.That(Kernel.EventFdWrites, Is.Zero);
    }

    // Bug 26
    [Test]
    public void StopAndPostAfterDispose_WriteToNobody()
    {
        Turn();
        Loop.Dispose();

        Loop.Stop();

        Assert.That(Loop.Post(() => { }), Is.False);
        Assert.That(Kernel.EventFdWrites, Is.Zero);
    }

    [Test]
    public void LoopThatCannotBeMade_LeavesNoDescriptor()
    {
        HookKernel kernel = new() { CreateEventFd = static () => -Errno.EMFILE };

        Assert.That(() => new EventLoop(new EventLoopOptions { Kernel = kernel }), Throws.InstanceOf<IOException>());

        Assert.That(kernel.Closes, Is.EqualTo(1), "The epoll instance.");
    }

    private IDisposable Open(string member, StreamSocket socket) => member switch
    {
        "StreamSocket.Register" => socket.Register(Interest.Read, new ActionHandler()),
        "Register" => Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler()),
        "Listen" => Loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), static _ => { }),
        _ => Connect(),
    };

    private MemoryStream Connect()
    {
        Loop.Connect(new IPEndPoint(IPAddress.Loopback, 1), static _ => { }, static _ => { });
        return new MemoryStream();
    }

    private sealed class Reconnecting(Action<ConnectionHandler> closed) : ConnectionHandler
    {
        public CloseReason? Reason { get; private set; }

        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
        }

        protected override void OnClosed(CloseReason reason)
        {
            Reason = reason;
            closed(this);
        }
    }
}
