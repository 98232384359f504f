using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Sockets;

/// <summary>How a stream socket ends: output alone, both sides, or with a reset.</summary>
public sealed class SocketCloseTests : SocketFixture
{
    private readonly byte[] _buffer = new byte[64];

    [Test] // Behaviour 61
    public void After_the_end_of_output_input_still_arrives()
    {
        (StreamSocket server, Socket client) = Pair();
        Assert.That(server.ShutdownOutput(), Is.Zero);
        Assert.That(client.ReadToEnd(), Is.Empty);
        client.Send("answer"u8);
        int received = 0;
        server.Register(Interest.Read, new ProbeHandler { Readable = _ => received += server.Receive(_buffer).Count });
        Loop.RunUntil(() => received == 6);
    }

    [Test] // Behaviour 61
    public void Ending_the_output_twice_is_nothing()
    {
        (StreamSocket server, _) = Pair();
        server.ShutdownOutput();
        Assert.That(server.ShutdownOutput(), Is.Zero);
    }

    [Test] // Behaviour 61
    public void Both_sides_may_end_their_output_at_once()
    {
        (StreamSocket server, Socket client) = Pair();
        server.ShutdownOutput();
        client.Shutdown(SocketShutdown.Send);
        bool ended = false;
        server.Register(Interest.Read, new ProbeHandler
        {
            Readable = registration =>
            {
                ended = server.Receive(_buffer).Status == ReceiveStatus.Ended;
                registration.Interest = Interest.None;
            },
        });
        Loop.RunUntil(() => ended);
        Assert.That(client.ReadToEnd(), Is.Empty);
    }

    [Test]
    public void Ending_the_output_of_a_connection_that_is_gone_says_so()
    {
        (StreamSocket reset, Socket client) = Pair();
        client.Reset();
        (StreamSocket closed, _) = Pair();
        closed.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(reset.ShutdownOutput(), Is.EqualTo(Errno.ENOTCONN));
            Assert.That(closed.ShutdownOutput(), Is.EqualTo(Errno.ENOTCONN));
        });
    }

    [Test]
    public void Closed_socket_is_the_end_for_the_peer()
    {
        (StreamSocket server, Socket client) = Pair();
        server.Send("last words"u8);
        server.Dispose();
        Assert.That(client.ReadToEnd(), Is.EqualTo("last words"u8.ToArray()));
    }

    [Test] // Behaviour 62
    public void Abort_resets_the_peer()
    {
        (StreamSocket server, Socket client) = Pair();
        server.Abort();
        Assert.Multiple(() =>
        {
            Assert.That(client.Look(), Is.EqualTo(SocketError.ConnectionReset));
            Assert.That(server.IsOpen, Is.False);
        });
    }

    [Test] // Behaviour 62
    public void Abort_after_the_end_of_output_still_resets()
    {
        (StreamSocket server, Socket client) = Pair();
        server.ShutdownOutput();
        Assert.That(client.ReadToEnd(), Is.Empty);
        server.Abort();
        Assert.That(() => client.Send("into the void"u8), Throws.InstanceOf<SocketException>());
    }

    [Test]
    public void Closing_and_aborting_again_is_nothing()
    {
        (StreamSocket server, _) = Pair();
        server.Dispose();
        long calls = Kernel.Total;
        server.Dispose();
        server.Abort();
        Assert.Multiple(() =>
        {
            Assert.That(Kernel.Total, Is.EqualTo(calls));
            Assert.That(Loop.Statistics.OpenConnections, Is.Zero);
        });
    }

    [Test] // Bug 4
    public void Descriptor_closed_in_a_callback_keeps_its_number_until_the_turn_ends()
    {
        (StreamSocket server, _) = Pair();
        int descriptor = server.Descriptor;
        bool openInTurn = false;
        Loop.Defer(() =>
        {
            server.Dispose();
            Loop.Defer(static () => { });
            openInTurn = Kernel.OpenDescriptors.Contains(descriptor);
        });
        Loop.RunOnce();
        Assert.Multiple(() =>
        {
            Assert.That(openInTurn, Is.True);
            Assert.That(Kernel.OpenDescriptors, Does.Not.Contain(descriptor));
        });
    }

    [Test] // Bug 6
    public void Descriptor_leaves_epoll_before_it_is_closed()
    {
        (StreamSocket server, _) = Pair();
        server.Register(Interest.Read, new ProbeHandler());
        long deletes = Kernel.EpollDeletes;
        bool open = false;
        long deletesInTurn = 0;
        int descriptor = server.Descriptor;
        Loop.Defer(() =>
        {
            server.Dispose();
            open = Kernel.OpenDescriptors.Contains(descriptor);
            deletesInTurn = Kernel.EpollDeletes - deletes;
        });
        Loop.RunOnce();
        Assert.Multiple(() =>
        {
            Assert.That(open, Is.True);
            Assert.That(deletesInTurn, Is.EqualTo(1));
        });
    }

    [Test]
    public void Outside_of_a_turn_a_closed_descriptor_is_released_at_once()
    {
        (StreamSocket server, _) = Pair();
        int descriptor = server.Descriptor;
        server.Dispose();
        Assert.That(Kernel.OpenDescriptors, Does.Not.Contain(descriptor));
    }

    [Test]
    public void Socket_may_be_closed_after_its_loop()
    {
        using EventLoop other = new(new EventLoopOptions { Kernel = Kernel });
        StreamSocket? socket = null;
        StreamListener listener = other.Listen(AnyPort, accepted => socket = accepted);
        Socket client = Client(listener);
        other.RunUntil(() => socket is not null);
        other.Dispose();
        socket!.Dispose();
        Assert.That(client.ReadToEnd(), Is.Empty);
    }
}
