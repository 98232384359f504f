using System.Net.Sockets;
using Reactor.SystemCalls;
using SocketAddress = Reactor.SystemCalls.SocketAddress;

namespace Reactor.Tests.Simulated;

/// <summary><c>unix(7)</c>, state by state.</summary>
[TestFixtureSource(nameof(Both))]
public sealed class UnixStateTests(KernelKind kind) : KernelFixture(kind)
{
    private const Readiness Gone = Readiness.In | Readiness.Out | Readiness.Hangup | Readiness.ReadHangup;

    private readonly byte[] _buffer = new byte[SocketAddress.MaxLength];

    [Test]
    public void A_fresh_one_is_hung_up()
    {
        int socket = UnixSocket();

        Assert.That(ReadinessOf(socket), Is.EqualTo(Readiness.Out | Readiness.Hangup));
        Assert.That(Kernel.Receive(socket, _buffer), Is.EqualTo(-Errno.EINVAL));
        Assert.That(Kernel.Send(socket, "x"u8), Is.EqualTo(-Errno.ENOTCONN));
        Assert.That(Kernel.Listen(socket, 1), Is.EqualTo(-Errno.EINVAL));
        Assert.That(Kernel.Shutdown(socket, SocketShutdown.Both), Is.Zero);
        Assert.That(ReadinessOf(socket), Is.EqualTo(Gone));
    }

    [Test]
    public void A_full_queue_is_EAGAIN_and_one_more_than_it_says_fits()
    {
        int listener = Listener(Name(), backlog: 1);
        Assert.That(Kernel.Connect(UnixSocket(), NameOf(listener)), Is.Zero);
        Assert.That(Kernel.Connect(UnixSocket(), NameOf(listener)), Is.Zero);

        Assert.That(Kernel.Connect(UnixSocket(), NameOf(listener)), Is.EqualTo(-Errno.EAGAIN));
    }

    [Test]
    public void Nobody_there_comes_before_a_connection_already()
    {
        int listener = Listener(Name());
        (int client, _) = Connect(listener);

        Assert.That(Kernel.Connect(client, NameOf(listener)), Is.EqualTo(-Errno.EISCONN));
        Assert.That(Kernel.Connect(client, AddressOf(Name())), Is.EqualTo(-Errno.ECONNREFUSED));
        Assert.That(Kernel.Connect(listener, NameOf(listener)), Is.EqualTo(-Errno.EINVAL));
    }

    [Test]
    public void A_name_is_taken_once()
    {
        int listener = Listener(Name());

        Assert.That(Kernel.Bind(UnixSocket(), NameOf(listener)), Is.EqualTo(-Errno.EADDRINUSE));
        Assert.That(Kernel.Bind(listener, AddressOf(Name())), Is.EqualTo(-Errno.EINVAL));
        byte[] name = NameOf(listener);
        Close(listener);
        Assert.That(Kernel.Bind(UnixSocket(), name), Is.Zero, "An abstract name goes with its socket.");
    }

    [Test]
    public void A_path_that_was_removed_and_taken_again_belongs_to_the_second()
    {
        UnixDomainSocketEndPoint path = new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
        int first = Listener(path);
        Kernel.Unlink(path.ToString());
        int second = Listener(path);
        Close(first);

        Assert.That(Kernel.Connect(UnixSocket(), NameOf(second)), Is.Zero);
        Kernel.Unlink(path.ToString());
    }

    [Test]
    public void The_peer_goes_and_leaves_its_bytes_and_its_name()
    {
        (int client, int server) = Connect(Listener(Name()));
        Kernel.Send(server, "abc"u8);
        Close(server);

        Assert.That(ReadinessOf(client), Is.EqualTo(Gone));
        Assert.That(Kernel.Receive(client, _buffer), Is.EqualTo(3));
        Assert.That(Kernel.Receive(client, _buffer), Is.Zero);
        Assert.That(Kernel.Send(client, "x"u8), Is.EqualTo(-Errno.EPIPE));
        Assert.That(Kernel.GetPeerName(client, _buffer, out _), Is.Zero);
    }

    [Test]
    public void The_peer_goes_with_bytes_unread()
    {
        (int client, int server) = Connect(Listener(Name()));
        Kernel.Send(client, "abc"u8);
        Close(server);

        Assert.That(ReadinessOf(client), Is.EqualTo(Gone | Readiness.Error));
        Assert.That(Kernel.Receive(client, _buffer), Is.EqualTo(-Errno.ECONNRESET));
        Assert.That(Kernel.Receive(client, _buffer), Is.Zero);
    }

    [Test]
    public void A_listener_goes_and_resets_who_was_not_accepted()
    {
        int listener = Listener(Name());
        int client = UnixSocket();
        Kernel.Connect(client, NameOf(listener));
        Close(listener);

        Assert.That(ErrorOf(client), Is.EqualTo(Errno.ECONNRESET));
    }

    [Test]
    public void A_shutdown_is_felt_on_the_other_side()
    {
        (int client, int server) = Connect(Listener(Name()));
        Kernel.Shutdown(client, SocketShutdown.Receive);

        Assert.That(Kernel.Send(server, "x"u8), Is.EqualTo(-Errno.EPIPE));
        Assert.That(ReadinessOf(server), Is.EqualTo(Readiness.Out));
        Assert.That(Kernel.Send(client, "x"u8), Is.EqualTo(1));
        Kernel.Shutdown(client, SocketShutdown.Send);
        Assert.That(ReadinessOf(server), Is.EqualTo(Gone));
        Assert.That(Kernel.Receive(server, _buffer), Is.EqualTo(1));
        Assert.That(Kernel.Receive(server, _buffer), Is.Zero);
    }

    [Test]
    public void A_listener_that_is_shut_down_refuses()
    {
        int listener = Listener(Name());
        Kernel.Shutdown(listener, SocketShutdown.Receive);

        Assert.That(Kernel.Connect(UnixSocket(), NameOf(listener)), Is.EqualTo(-Errno.ECONNREFUSED));
        Assert.That(Kernel.Accept(listener, [], out _), Is.EqualTo(-Errno.EAGAIN));
    }

    [Test]
    public void Options_are_those_of_a_socket()
    {
        int socket = UnixSocket();

        Assert.That(Kernel.SetSocketOption(socket, SocketOption.NoDelay, 1), Is.EqualTo(-Errno.EOPNOTSUPP));
        Assert.That(Kernel.SetSocketOption(socket, SocketOption.ReusePort, 1), Is.EqualTo(-Errno.EOPNOTSUPP));
        Assert.That(Kernel.SetSocketOption(socket, SocketOption.Type, 1), Is.EqualTo(-Errno.ENOPROTOOPT));
        Assert.That(Kernel.SetSocketOption(socket, SocketOption.KeepAlive, 1), Is.Zero);
        Assert.That(Kernel.GetSocketOption(socket, SocketOption.KeepAlive, out int value), Is.Zero);
        Assert.That(value, Is.EqualTo(1));
    }

    private static UnixDomainSocketEndPoint Name() => new($"\0reactor-{Path.GetRandomFileName()}");
}
