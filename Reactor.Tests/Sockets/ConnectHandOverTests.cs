using System.Net;
using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Sockets;

/// <summary>From the attempt to whoever owns the connection.</summary>
public sealed class ConnectHandOverTests : ConnectFixture
{
    private readonly byte[] _buffer = new byte[16];

    [Test]
    public void Registration_is_handed_over_with_one_call()
    {
        int received = 0;
        StreamListener listener = Loop.Listen(AnyPort, socket =>
        {
            Keep(socket);
            socket.Send("hello"u8);
        });
        long adds = Kernel.EpollAdds;
        Loop.Connect(
            listener.LocalEndPoint,
            socket =>
            {
                Keep(socket);
                socket.Register(Interest.Read, new ProbeHandler { Readable = _ => received += socket.Receive(_buffer).Count });
            },
            Failures.Add);
        Loop.RunUntil(() => received == 5);
        Assert.That(
            (Kernel.EpollAdds - adds, Kernel.EpollModifies, Kernel.EpollDeletes), Is.EqualTo((1L, 1L, 0L)), "Added, modified, deleted.");
    }

    [Test]
    public void Hand_over_that_the_kernel_refuses_leaves_nothing_behind()
    {
        EndPoint server = Listening();
        Loop.Connect(
            server,
            socket =>
            {
                Keep(socket);
                Kernel.EpollModifyFault = static _ => Errno.ENOMEM;
                Assert.Throws<IOException>(() => socket.Register(Interest.Read | Interest.Write, new ProbeHandler()));
                Kernel.EpollModifyFault = null;
                Connected.Add(socket);
            },
            Failures.Add);
        AwaitConnected();

        // Nothing of it stays behind: it can be registered anew, and no handler is called that was not told so.
        Loop.RunFor(TimeSpan.FromMilliseconds(5));
        Assert.That(Faults, Is.Empty);
        using Registration registration = Connected[0].Register(Interest.Read, new ProbeHandler());
    }

    [Test]
    public void Socket_that_is_kept_for_later_does_not_keep_the_loop_awake()
    {
        Connect(Listening());
        StreamSocket socket = AwaitConnected();
        long events = Loop.Statistics.Events;
        Loop.RunFor(TimeSpan.FromMilliseconds(5));
        Assert.That(Loop.Statistics.Events, Is.EqualTo(events));

        bool writable = false;
        using Registration registration = socket.Register(Interest.Write, new ProbeHandler { Writable = _ => writable = true });
        Loop.RunUntil(() => writable);
    }

    [Test]
    public void Callback_that_throws_costs_its_connection()
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        Loop.Connect(listener.LocalEndPoint, static _ => throw new InvalidOperationException("no"), Failures.Add);
        Loop.RunUntil(() => Faults.Count == 1 && Accepted.Count == 1);
        bool ended = false;
        SocketError error = SocketError.Success;
        Accepted[0].Register(Interest.Read, new ProbeHandler
        {
            Readable = registration =>
            {
                error = Errno.ToSocketError(Accepted[0].Receive(_buffer).Error);
                ended = true;
                registration.Dispose();
            },
        });
        Loop.RunUntil(() => ended);
        Assert.Multiple(() =>
        {
            Assert.That(error, Is.EqualTo(SocketError.ConnectionReset));
            Assert.That(Faults[0].Kind, Is.EqualTo(FaultKind.Connect));
            Assert.That(Failures, Is.Empty, "The connection was made.");
            Assert.That(Loop.Statistics.OpenConnections, Is.EqualTo(1), "The accepted one.");
        });
    }

    [Test]
    public void Failure_callback_that_throws_is_a_fault_of_the_connect()
    {
        Listener owner = new();
        Loop.Connect(Refusing(), Keep, owner.Fail);
        Loop.RunUntil(() => Faults.Count == 1);
        Assert.Multiple(() =>
        {
            Assert.That(Faults[0].Kind, Is.EqualTo(FaultKind.Connect));
            Assert.That(Faults[0].Source, Is.SameAs(owner));
        });
    }

    [Test]
    public void Connection_that_its_peer_resets_before_the_hand_over_gets_one_callback()
    {
        // Nobody else gets a turn: the reset is there before the callback is.
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(AnyPort);
        listener.Listen();
        Connect(listener.LocalEndPoint!);
        listener.Accept().Reset();
        Loop.RunUntil(() => Callbacks > 0);
        Loop.RunUntilIdle();
        Assert.That(Callbacks, Is.EqualTo(1));
    }

    private sealed class Listener
    {
        public void Fail(ConnectFailure failure) => throw new InvalidOperationException(failure.ToString());
    }
}
