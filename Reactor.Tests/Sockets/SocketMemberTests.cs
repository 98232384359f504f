using System.Net;
using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.SystemCalls;

namespace Reactor.Tests.Sockets;

/// <summary>Names, options, registration and threads of a stream socket.</summary>
public sealed class SocketMemberTests : SocketFixture
{
    private static readonly Action<StreamSocket>[] EveryCall =
    [
        static socket => socket.Receive(new byte[1]),
        static socket => socket.Send("x"u8),
        static socket => socket.Send([default(PinnedSegment)]),
        static socket => socket.ShutdownOutput(),
        static socket => socket.TakeError(),
        static socket => socket.Abort(),
        static socket => socket.Dispose(),
        static socket => socket.Register(Interest.Read, new ProbeHandler()),
        static socket => socket.NoDelay = true,
        static socket => _ = socket.KeepAlive,
        static socket => _ = socket.SendBufferSize,
        static socket => _ = socket.ReceiveBufferSize,
        static socket => _ = socket.LocalEndPoint,
    ];

    [Test]
    public void Every_call_from_another_thread_throws_and_names_the_remedy()
    {
        (StreamSocket server, _) = Pair();
        List<Exception?> thrown = [];
        Thread thread = new(() =>
        {
            foreach (Action<StreamSocket> call in EveryCall)
            {
                try
                {
                    call(server);
                    thrown.Add(null);
                }
                catch (InvalidOperationException exception)
                {
                    thrown.Add(exception);
                }
            }
        });
        thread.Start();
        thread.Join();
        Assert.Multiple(() =>
        {
            Assert.That(thrown.Select(static exception => exception?.Message), Has.All.Contains("loop.Post"));
            Assert.That(server.IsOpen, Is.True);
        });
    }

    [Test]
    public void Options_are_set_and_read_back()
    {
        (StreamSocket server, _) = Pair();
        server.NoDelay = false;
        server.KeepAlive = true;
        server.SendBufferSize = 32 * 1024;
        server.ReceiveBufferSize = 48 * 1024;
        Assert.Multiple(() =>
        {
            Assert.That(server.NoDelay, Is.False);
            Assert.That(server.KeepAlive, Is.True);
            Assert.That(server.SendBufferSize, Is.EqualTo(2 * 32 * 1024), "The kernel doubles it.");
            Assert.That(server.ReceiveBufferSize, Is.EqualTo(2 * 48 * 1024));
        });
    }

    [Test]
    public void Option_that_a_Unix_socket_does_not_have_throws_and_names_it()
    {
        (StreamSocket server, _) = Pair(TemporaryPath());
        Assert.That(() => server.NoDelay = true, Throws.InstanceOf<SocketException>().With.Message.Contains("NoDelay"));
    }

    [Test]
    public void Option_of_a_closed_socket_throws()
    {
        (StreamSocket server, _) = Pair();
        server.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(() => server.NoDelay, Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => server.KeepAlive = true, Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(server.TakeError, Throws.InstanceOf<ObjectDisposedException>());
        });
    }

    [Test]
    public void Peers_address_is_known_also_after_closing()
    {
        (StreamSocket server, Socket client) = Pair();
        EndPoint? before = server.RemoteEndPoint;
        server.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(before, Is.EqualTo(client.LocalEndPoint));
            Assert.That(server.RemoteEndPoint, Is.EqualTo(before));
        });
    }

    [Test]
    public void Own_address_is_known_while_the_socket_is_open()
    {
        (StreamSocket server, Socket client) = Pair();
        Assert.That(server.LocalEndPoint, Is.EqualTo(client.RemoteEndPoint));
        server.Dispose();
        Assert.That(server.LocalEndPoint, Is.Null);
    }

    [Test] // Bug 8, Behaviour 40
    public void Second_registration_is_refused_while_the_first_is_live()
    {
        (StreamSocket server, _) = Pair();
        using Registration first = server.Register(Interest.Read, new ProbeHandler());
        Assert.That(
            () => server.Register(Interest.Write, new ProbeHandler()),
            Throws.InvalidOperationException.With.Message.Contains("registered already"));
        Assert.That(first.IsLive, Is.True);
    }

    [Test]
    public void Socket_can_be_registered_again_once_its_registration_is_disposed()
    {
        (StreamSocket server, _) = Pair();
        server.Register(Interest.Read, new ProbeHandler()).Dispose();
        bool writable = false;
        server.Register(Interest.Write, new ProbeHandler
        {
            Writable = registration =>
            {
                writable = true;
                registration.Dispose();
            },
        });
        Loop.RunUntil(() => writable);
    }

    [Test]
    public void Closed_socket_cannot_be_registered()
    {
        (StreamSocket server, _) = Pair();
        server.Dispose();
        Assert.That(() => server.Register(Interest.Read, new ProbeHandler()), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void Closing_a_socket_ends_its_registration()
    {
        (StreamSocket server, _) = Pair();
        Registration registration = server.Register(Interest.Read, new ProbeHandler());
        server.Dispose();
        Assert.That(registration.IsLive, Is.False);
    }

    [Test]
    public void Socket_of_a_disposed_loop_cannot_be_registered()
    {
        using EventLoop other = new(new EventLoopOptions { Kernel = Kernel });
        StreamSocket? socket = null;
        Client(other.Listen(AnyPort, accepted => socket = accepted));
        other.RunUntil(() => socket is not null);
        other.Dispose();
        Assert.That(() => socket!.Register(Interest.Read, new ProbeHandler()), Throws.InstanceOf<ObjectDisposedException>());
        socket!.Dispose();
    }

    [Test]
    public void Listener_used_on_another_thread_throws_and_names_the_remedy()
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        Action[] calls = [() => listener.IsAccepting = false, listener.Dispose, listener.DrainAndClose];
        List<string> messages = [];
        Thread thread = new(() =>
        {
            foreach (Action call in calls)
            {
                messages.Add(Assert.Throws<InvalidOperationException>(() => call())!.Message);
            }
        });
        thread.Start();
        thread.Join();
        Assert.Multiple(() =>
        {
            Assert.That(messages, Has.Count.EqualTo(3).And.All.Contains("loop.Post"));
            Assert.That(listener.IsOpen, Is.True);
        });
    }
}
