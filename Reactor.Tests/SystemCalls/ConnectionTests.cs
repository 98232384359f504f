using System.Net;
using System.Net.Sockets;
using Reactor.SystemCalls;
using Reactor.Tests.Simulated;
using SocketAddress = Reactor.SystemCalls.SocketAddress;

namespace Reactor.Tests.SystemCalls;

/// <summary>Connections come about, fail to, and end.</summary>
[TestFixtureSource(nameof(Both))]
public sealed class ConnectionTests(KernelKind kind) : KernelFixture(kind)
{
    [Test]
    public void A_connect_goes_on_in_the_background_and_succeeds()
    {
        int listener = LoopbackListener();
        int client = TcpSocket();

        Assert.That(Kernel.Connect(client, NameOf(listener)), Is.EqualTo(-Errno.EINPROGRESS).Or.Zero);
        Assert.That(AwaitReadiness(client, Readiness.Out), Is.EqualTo(Readiness.Out));
        Assert.That(Kernel.GetSocketOption(client, SocketOption.Error, out int error), Is.Zero);
        Assert.That(error, Is.Zero);
        Assert.That(Kernel.Connect(client, NameOf(listener)), Is.EqualTo(-Errno.EISCONN).Or.Zero);
    }

    [Test]
    public void A_refused_connect_leaves_the_error_to_be_read_once()
    {
        // Bound and not listening: nobody can take the port while the test needs it closed.
        int closed = TcpSocket();
        Assert.That(Kernel.Bind(closed, AddressOf(new IPEndPoint(IPAddress.Loopback, 0))), Is.Zero);
        int client = TcpSocket();

        Assert.That(Kernel.Connect(client, NameOf(closed)), Is.EqualTo(-Errno.EINPROGRESS));
        Assert.That(AwaitReadiness(client, Readiness.Out) & Readiness.Error, Is.EqualTo(Readiness.Error));
        Kernel.GetSocketOption(client, SocketOption.Error, out int error);
        Assert.That(error, Is.EqualTo(Errno.ECONNREFUSED));
        Kernel.GetSocketOption(client, SocketOption.Error, out error);
        Assert.That(error, Is.Zero);
    }

    [Test]
    public void Nobody_to_accept_is_EAGAIN()
    {
        Assert.That(Kernel.Accept(LoopbackListener(), new byte[SocketAddress.MaxLength], out int length), Is.EqualTo(-Errno.EAGAIN));
        Assert.That(length, Is.Zero);
    }

    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    public void Both_sides_agree_on_their_addresses(string loopback)
    {
        int listener = Listener(new IPEndPoint(IPAddress.Parse(loopback), 0));
        byte[] name = NameOf(listener);
        int client = Opened(Kernel.Socket(SocketAddress.FamilyOf(SocketAddress.Read(name)!), SocketType.Stream));
        Kernel.Connect(client, name);
        AwaitReadiness(listener, Readiness.In);

        byte[] accepted = new byte[SocketAddress.MaxLength];
        Opened(Kernel.Accept(listener, accepted, out int acceptedLength));
        byte[] peer = new byte[SocketAddress.MaxLength];
        Assert.That(Kernel.GetPeerName(client, peer, out int peerLength), Is.Zero);

        Assert.That(peer[..peerLength], Is.EqualTo(name));
        Assert.That(accepted[..acceptedLength], Is.EqualTo(NameOf(client)));
        Assert.That(SocketAddress.Read(name), Is.InstanceOf<IPEndPoint>().With.Property(nameof(IPEndPoint.Port)).Positive);
        Assert.That(PeerAddress.From(accepted.AsSpan(0, acceptedLength)).ToEndPoint(), Is.EqualTo(SocketAddress.Read(NameOf(client))));
    }

    [Test]
    public void An_address_is_cut_off_where_the_span_ends()
    {
        int listener = LoopbackListener();
        Kernel.Connect(TcpSocket(), NameOf(listener));
        AwaitReadiness(listener, Readiness.In);
        byte[] address = [0xEE, 0xEE, 0xEE, 0xEE, 0xEE, 0xEE];

        Opened(Kernel.Accept(listener, address.AsSpan(0, 4), out int length));

        Assert.That(length, Is.EqualTo(16));
        Assert.That(address[..2], Is.EqualTo(new byte[] { 2, 0 }));
        Assert.That(address[4..], Is.EqualTo(new byte[] { 0xEE, 0xEE }));
    }

    [Test]
    public void The_end_of_input_is_zero_and_the_other_direction_lives_on()
    {
        (int client, int server) = ConnectedPair();
        Assert.That(Kernel.Receive(server, new byte[8]), Is.EqualTo(-Errno.EAGAIN));
        Assert.That(Kernel.Send(client, "ping"u8), Is.EqualTo(4));
        Assert.That(Kernel.Shutdown(client, SocketShutdown.Send), Is.Zero);

        Assert.That(ReceiveAll(server, 4), Is.EqualTo("ping"u8.ToArray()));
        AwaitReadiness(server, Readiness.In);
        Assert.That(Kernel.Receive(server, new byte[8]), Is.Zero);
        Assert.That(Kernel.Send(server, "pong"u8), Is.EqualTo(4));
        Assert.That(ReceiveAll(client, 4), Is.EqualTo("pong"u8.ToArray()));
        Assert.That(Kernel.Send(client, "x"u8), Is.EqualTo(-Errno.EPIPE));
    }

    [Test]
    public void Closing_with_a_linger_of_zero_resets_the_peer()
    {
        (int client, int server) = ConnectedPair();
        Kernel.SetSocketOption(client, SocketOption.Linger, 0);
        Close(client);

        Assert.That(AwaitReadiness(server, Readiness.In) & Readiness.Hangup, Is.EqualTo(Readiness.Hangup));
        Assert.That(Kernel.Receive(server, new byte[8]), Is.EqualTo(-Errno.ECONNRESET));
    }

    [Test]
    public void Closing_without_lingering_ends_the_input_of_the_peer()
    {
        (int client, int server) = ConnectedPair();
        Kernel.SetSocketOption(client, SocketOption.Linger, -1);
        Close(client);

        AwaitReadiness(server, Readiness.In);
        Assert.That(Kernel.Receive(server, new byte[8]), Is.Zero);
    }

    [Test]
    public void What_is_wrong_is_told()
    {
        int listener = LoopbackListener();
        int taken = TcpSocket();
        Span<PinnedSegment> none = [];

        Assert.That(Kernel.Bind(taken, NameOf(listener)), Is.EqualTo(-Errno.EADDRINUSE));
        Assert.That(Kernel.Bind(taken, AddressOf(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0))), Is.EqualTo(-Errno.EADDRNOTAVAIL));
        Assert.That(Kernel.Bind(taken, [2, 0]), Is.EqualTo(-Errno.EINVAL), "Half an address.");
        Assert.That(Kernel.Shutdown(taken, SocketShutdown.Both), Is.EqualTo(-Errno.ENOTCONN));
        Assert.That(Kernel.GetPeerName(taken, new byte[16], out _), Is.EqualTo(-Errno.ENOTCONN));
        Assert.That(Kernel.SendGathered(taken, none), Is.EqualTo(-Errno.EPIPE));
        Assert.That(Kernel.Listen(Opened(Kernel.EventFdCreate()), 1), Is.EqualTo(-Errno.ENOTSOCK));
        Assert.That(Kernel.Socket(AddressFamily.AppleTalk, SocketType.Stream), Is.EqualTo(-Errno.EAFNOSUPPORT));
        Assert.That(Kernel.Socket(AddressFamily.InterNetwork, SocketType.Unknown), Is.EqualTo(-Errno.EINVAL));
    }
}
