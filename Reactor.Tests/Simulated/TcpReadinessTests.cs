using System.Net;
using System.Net.Sockets;
using Reactor.SystemCalls;

namespace Reactor.Tests.Simulated;

/// <summary>What <c>poll(2)</c> says of a TCP socket in each of its states, and what a transfer says then.</summary>
[TestFixtureSource(nameof(Both))]
public sealed class TcpReadinessTests(KernelKind kind) : KernelFixture(kind)
{
    private const Readiness AfterReset = Readiness.In | Readiness.Out | Readiness.Error | Readiness.Hangup | Readiness.ReadHangup;
    private const Readiness AfterBothEnds = Readiness.In | Readiness.Out | Readiness.Hangup | Readiness.ReadHangup;

    private readonly byte[] _buffer = new byte[64];

    [Test]
    public void A_fresh_one_is_hung_up() => Assert.That(ReadinessOf(TcpSocket()), Is.EqualTo(Readiness.Out | Readiness.Hangup));

    [Test]
    public void A_listener_is_ready_when_there_is_somebody_to_accept()
    {
        int listener = LoopbackListener();
        Assert.That(ReadinessOf(listener), Is.EqualTo(Readiness.None));

        Kernel.Connect(TcpSocket(), NameOf(listener));
        AwaitExactly(listener, Readiness.In);
        Assert.That(Kernel.Receive(listener, _buffer), Is.EqualTo(-Errno.ENOTCONN));
        Assert.That(Kernel.Send(listener, "x"u8), Is.EqualTo(-Errno.EPIPE));
    }

    [Test]
    public void One_that_connects_is_ready_for_nothing()
    {
        // The queue is full, so the attempt goes on.
        int listener = Listener(new IPEndPoint(IPAddress.Loopback, 0), backlog: 0);
        int first = TcpSocket();
        Kernel.Connect(first, NameOf(listener));
        AwaitExactly(first, Readiness.Out);
        int client = TcpSocket();
        Assert.That(Kernel.Connect(client, NameOf(listener)), Is.EqualTo(-Errno.EINPROGRESS));
        UnderTest.LetPass();

        Assert.That(ReadinessOf(client), Is.EqualTo(Readiness.None));
        Assert.That(Kernel.Connect(client, NameOf(listener)), Is.EqualTo(-Errno.EALREADY));
        Assert.That(Kernel.Send(client, "x"u8), Is.EqualTo(-Errno.EAGAIN));
        Assert.That(Kernel.Receive(client, _buffer), Is.EqualTo(-Errno.EAGAIN));
        Assert.That(Kernel.GetPeerName(client, _buffer, out _), Is.EqualTo(-Errno.ENOTCONN));

        Assert.That(Kernel.Shutdown(client, SocketShutdown.Both), Is.Zero, "It is as new then.");
        Assert.That(ReadinessOf(client), Is.EqualTo(Readiness.Out | Readiness.Error | Readiness.Hangup));
        Assert.That(ErrorOf(client), Is.EqualTo(Errno.ECONNRESET));
        Assert.That(ReadinessOf(client), Is.EqualTo(Readiness.Out | Readiness.Hangup));
    }

    [Test]
    public void A_connected_one_is_writable_and_with_bytes_readable()
    {
        (int client, int server) = ConnectedPair();
        Assert.That(ReadinessOf(client), Is.EqualTo(Readiness.Out));

        Kernel.Send(server, "abc"u8);
        AwaitExactly(client, Readiness.In | Readiness.Out);
        Assert.That(Kernel.Receive(client, _buffer), Is.EqualTo(3));
        Assert.That(ReadinessOf(client), Is.EqualTo(Readiness.Out));
    }

    [Test]
    public void The_end_of_the_peer_is_readable_and_both_ends_hang_up()
    {
        (int client, int server) = ConnectedPair();
        Kernel.Shutdown(client, SocketShutdown.Send);
        AwaitExactly(server, Readiness.In | Readiness.Out | Readiness.ReadHangup);
        Assert.That(ReadinessOf(client), Is.EqualTo(Readiness.Out), "To write is no use, but does not wait either.");
        Assert.That(Kernel.GetPeerName(client, _buffer, out _), Is.Zero);

        Kernel.Shutdown(server, SocketShutdown.Send);
        AwaitExactly(server, AfterBothEnds);
        AwaitExactly(client, AfterBothEnds);
        Assert.That(Kernel.Receive(client, _buffer), Is.Zero);
        Assert.That(Kernel.Send(client, "x"u8), Is.EqualTo(-Errno.EPIPE));
        Assert.That(Kernel.GetPeerName(client, _buffer, out _), Is.EqualTo(-Errno.ENOTCONN));
        Assert.That(Kernel.Shutdown(client, SocketShutdown.Both), Is.EqualTo(-Errno.ENOTCONN));
    }

    [Test]
    public void A_reset_is_everything_and_its_error_is_told_once()
    {
        (int client, int server) = ConnectedPair();
        CloseHard(client);

        AwaitExactly(server, AfterReset);
        Assert.That(Kernel.Receive(server, _buffer), Is.EqualTo(-Errno.ECONNRESET));
        Assert.That(Kernel.Receive(server, _buffer), Is.Zero);
        Assert.That(Kernel.Send(server, "x"u8), Is.EqualTo(-Errno.EPIPE));
        Assert.That(ErrorOf(server), Is.Zero);
        Assert.That(ReadinessOf(server), Is.EqualTo(AfterBothEnds));
    }

    [Test]
    public void What_came_before_a_reset_can_be_read()
    {
        (int client, int server) = ConnectedPair();
        Kernel.Send(client, "abc"u8);
        AwaitReadiness(server, Readiness.In);
        CloseHard(client);

        AwaitExactly(server, AfterReset);
        Assert.That(Kernel.Receive(server, _buffer), Is.EqualTo(3));
        Assert.That(Kernel.Receive(server, _buffer), Is.EqualTo(-Errno.ECONNRESET));
    }

    [Test]
    public void A_reset_after_the_end_is_EPIPE_and_the_end_is_read_first()
    {
        (int client, int server) = ConnectedPair();
        Kernel.Shutdown(client, SocketShutdown.Send);
        AwaitReadiness(server, Readiness.ReadHangup);
        CloseHard(client);

        AwaitExactly(server, AfterReset);
        Assert.That(Kernel.Receive(server, _buffer), Is.Zero);
        Assert.That(ErrorOf(server), Is.EqualTo(Errno.EPIPE));
    }

    [Test]
    public void Closing_with_unread_bytes_resets()
    {
        (int client, int server) = ConnectedPair();
        Kernel.Send(client, "abc"u8);
        AwaitReadiness(server, Readiness.In);
        Close(server);

        AwaitExactly(client, AfterReset);
        Assert.That(ErrorOf(client), Is.EqualTo(Errno.ECONNRESET));
    }

    [Test]
    public void The_first_send_to_a_closed_peer_succeeds_and_the_next_fails()
    {
        (int client, int server) = ConnectedPair();
        Close(server);
        AwaitExactly(client, Readiness.In | Readiness.Out | Readiness.ReadHangup);

        Assert.That(Kernel.Send(client, "x"u8), Is.EqualTo(1));
        AwaitExactly(client, AfterReset);
        Assert.That(Kernel.Send(client, "x"u8), Is.EqualTo(-Errno.EPIPE));
    }

    [Test]
    public void Bytes_that_come_after_both_halves_were_shut_reset_both_sides()
    {
        (int client, int server) = ConnectedPair();
        Kernel.Shutdown(client, SocketShutdown.Both);
        AwaitReadiness(server, Readiness.ReadHangup);
        Assert.That(ReadinessOf(client), Is.EqualTo(AfterBothEnds));

        Assert.That(Kernel.Send(server, "x"u8), Is.EqualTo(1));
        AwaitExactly(server, AfterReset);
        Assert.That(ErrorOf(server), Is.EqualTo(Errno.EPIPE));
        AwaitExactly(client, AfterReset);
        Assert.That(Kernel.Receive(client, _buffer), Is.EqualTo(-Errno.ECONNRESET));
    }

    [Test]
    public void A_shut_input_still_takes_what_comes()
    {
        (int client, int server) = ConnectedPair();
        Kernel.Shutdown(client, SocketShutdown.Receive);
        Assert.That(ReadinessOf(client), Is.EqualTo(Readiness.In | Readiness.Out | Readiness.ReadHangup));
        Assert.That(Kernel.Receive(client, _buffer), Is.Zero);

        Kernel.Send(server, "abc"u8);
        for (int patience = 10_000; Kernel.Receive(client, _buffer) != 3; patience--)
        {
            Assert.That(patience, Is.Positive);
            UnderTest.LetPass();
        }
    }

    [Test]
    public void A_closed_listener_resets_who_was_not_accepted()
    {
        int listener = LoopbackListener();
        int client = TcpSocket();
        Kernel.Connect(client, NameOf(listener));
        AwaitReadiness(listener, Readiness.In);
        Close(listener);

        AwaitExactly(client, AfterReset);
        Assert.That(ErrorOf(client), Is.EqualTo(Errno.ECONNRESET));
    }

    [Test]
    public void One_that_was_reset_before_it_is_accepted_still_has_its_address()
    {
        int listener = LoopbackListener();
        int client = TcpSocket();
        Kernel.Connect(client, NameOf(listener));
        AwaitReadiness(listener, Readiness.In);
        CloseHard(client);
        UnderTest.LetPass();

        int server = Opened(Kernel.Accept(listener, _buffer, out int length));
        Assert.That(length, Is.EqualTo(16));
        AwaitExactly(server, AfterReset);
        Assert.That(Kernel.GetPeerName(server, _buffer, out _), Is.EqualTo(-Errno.ENOTCONN));
    }
}
