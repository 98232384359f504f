using System.Net;
using System.Net.Sockets;
using Reactor.SystemCalls;
using SocketAddress = Reactor.SystemCalls.SocketAddress;

namespace Reactor.Tests.Simulated;

/// <summary>What <c>connect(2)</c>, <c>listen(2)</c> and <c>bind(2)</c> say in which state.</summary>
[TestFixtureSource(nameof(Both))]
public sealed class TcpConnectTests(KernelKind kind) : KernelFixture(kind)
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    [Test]
    public void The_second_connect_tells_of_success_and_the_third_of_a_connection()
    {
        int listener = LoopbackListener();
        int client = TcpSocket();
        Assert.That(Kernel.Connect(client, NameOf(listener)), Is.EqualTo(-Errno.EINPROGRESS));
        AwaitExactly(client, Readiness.Out);

        Assert.That(Kernel.Connect(client, NameOf(listener)), Is.Zero);
        Assert.That(Kernel.Connect(client, NameOf(listener)), Is.EqualTo(-Errno.EISCONN));
        Assert.That(Kernel.Listen(client, 1), Is.EqualTo(-Errno.EINVAL));
    }

    [Test]
    public void The_second_connect_tells_of_a_refusal_and_the_third_begins_anew()
    {
        int nobody = Bound(AnyPort);
        int listener = LoopbackListener();
        int client = TcpSocket();
        Kernel.Connect(client, NameOf(nobody));
        AwaitReadiness(client, Readiness.Out);
        Assert.That(ReadinessOf(client), Is.EqualTo(Readiness.In | Readiness.Out | Readiness.Error | Readiness.Hangup | Readiness.ReadHangup));

        Assert.That(Kernel.Connect(client, NameOf(nobody)), Is.EqualTo(-Errno.ECONNREFUSED));
        Assert.That(ReadinessOf(client), Is.EqualTo(Readiness.Out | Readiness.Hangup));
        Assert.That(Kernel.Connect(client, NameOf(listener)), Is.EqualTo(-Errno.EINPROGRESS));
        AwaitExactly(client, Readiness.Out);
    }

    [Test]
    public void A_refusal_that_was_read_already_is_ECONNABORTED()
    {
        int nobody = Bound(AnyPort);
        int client = TcpSocket();
        Kernel.Connect(client, NameOf(nobody));
        AwaitReadiness(client, Readiness.Out);
        Assert.That(ErrorOf(client), Is.EqualTo(Errno.ECONNREFUSED));

        Assert.That(Kernel.Connect(client, NameOf(nobody)), Is.EqualTo(-Errno.ECONNABORTED));
        Assert.That(Kernel.Connect(client, NameOf(nobody)), Is.EqualTo(-Errno.EINPROGRESS));
    }

    [Test]
    public void A_listener_does_not_connect_and_listens_again()
    {
        int listener = LoopbackListener();
        byte[] name = NameOf(listener);
        Assert.That(Kernel.Connect(listener, name), Is.EqualTo(-Errno.EISCONN));
        Assert.That(Kernel.Listen(listener, 3), Is.Zero);
        Assert.That(Kernel.Shutdown(listener, SocketShutdown.Send), Is.Zero, "It has no such direction.");
        Assert.That(ReadinessOf(listener), Is.EqualTo(Readiness.None));

        Assert.That(Kernel.Shutdown(listener, SocketShutdown.Receive), Is.Zero, "It listens no more.");
        Assert.That(ReadinessOf(listener), Is.EqualTo(Readiness.Out | Readiness.Hangup));
        Assert.That(Kernel.Accept(listener, [], out _), Is.EqualTo(-Errno.EINVAL));
        Assert.That(Kernel.Listen(listener, 3), Is.Zero);
    }

    [Test]
    public void To_listen_without_an_address_chooses_one()
    {
        int listener = TcpSocket();
        Assert.That(EndPointOf(listener).Port, Is.Zero);

        Assert.That(Kernel.Listen(listener, 3), Is.Zero);
        Assert.That(EndPointOf(listener).Address, Is.EqualTo(IPAddress.Any));
        Assert.That(EndPointOf(listener).Port, Is.Positive);
    }

    [Test]
    public void An_address_is_given_once()
    {
        int socket = Bound(AnyPort);

        Assert.That(Kernel.Bind(socket, AddressOf(AnyPort)), Is.EqualTo(-Errno.EINVAL));
        Assert.That(Kernel.Bind(socket, AddressOf(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0))), Is.EqualTo(-Errno.EADDRNOTAVAIL));
        Assert.That(Kernel.Bind(TcpSocket(), AddressOf(new IPEndPoint(IPAddress.IPv6Loopback, 0))), Is.EqualTo(-Errno.EAFNOSUPPORT));
    }

    [TestCase(false, false, false)]
    [TestCase(true, false, false)]
    [TestCase(false, true, false)]
    [TestCase(true, true, true)]
    public void Two_share_an_address_if_both_are_for_reuse(bool first, bool second, bool shared)
    {
        int one = TcpSocket(), other = TcpSocket();
        Kernel.SetSocketOption(one, SocketOption.ReuseAddress, first ? 1 : 0);
        Kernel.SetSocketOption(other, SocketOption.ReuseAddress, second ? 1 : 0);
        Kernel.Bind(one, AddressOf(AnyPort));

        Assert.That(Kernel.Bind(other, NameOf(one)), Is.EqualTo(shared ? 0 : -Errno.EADDRINUSE));
        if (shared)
        {
            Assert.That(Kernel.Listen(one, 1), Is.Zero);
            Assert.That(Kernel.Listen(other, 1), Is.EqualTo(-Errno.EADDRINUSE));
            int third = TcpSocket();
            Kernel.SetSocketOption(third, SocketOption.ReuseAddress, 1);
            Assert.That(Kernel.Bind(third, NameOf(one)), Is.EqualTo(-Errno.EADDRINUSE), "One listens.");
        }
    }

    [Test]
    public void Listeners_share_a_port_if_both_say_so()
    {
        int one = TcpSocket(), other = TcpSocket(), third = TcpSocket();
        Kernel.SetSocketOption(one, SocketOption.ReusePort, 1);
        Kernel.SetSocketOption(other, SocketOption.ReusePort, 1);
        Kernel.Bind(one, AddressOf(AnyPort));

        Assert.That(Kernel.Bind(other, NameOf(one)), Is.Zero);
        Assert.That(Kernel.Listen(one, 1), Is.Zero);
        Assert.That(Kernel.Listen(other, 1), Is.Zero);
        Assert.That(Kernel.Bind(third, NameOf(one)), Is.EqualTo(-Errno.EADDRINUSE));
    }

    [TestCase(0, true)]
    [TestCase(1, false)]
    public void An_IPv6_listener_takes_IPv4_unless_told_not_to(int only, bool taken)
    {
        int listener = Opened(Kernel.Socket(AddressFamily.InterNetworkV6, SocketType.Stream));
        Kernel.SetSocketOption(listener, SocketOption.IPv6Only, only);
        Assert.That(Kernel.Bind(listener, AddressOf(new IPEndPoint(IPAddress.IPv6Any, 0))), Is.Zero);
        Assert.That(Kernel.SetSocketOption(listener, SocketOption.IPv6Only, only), Is.EqualTo(-Errno.EINVAL), "It is bound.");
        Kernel.Listen(listener, 4);
        int client = TcpSocket();
        Kernel.Connect(client, AddressOf(new IPEndPoint(IPAddress.Loopback, EndPointOf(listener).Port)));
        AwaitReadiness(client, Readiness.Out);

        Assert.That(ErrorOf(client), Is.EqualTo(taken ? 0 : Errno.ECONNREFUSED));
        if (taken)
        {
            byte[] address = new byte[SocketAddress.MaxLength];
            AwaitReadiness(listener, Readiness.In);
            Opened(Kernel.Accept(listener, address, out int length));
            Assert.That(length, Is.EqualTo(28));
            Assert.That(((IPEndPoint)SocketAddress.Read(address.AsSpan(0, length))!).Address.IsIPv4MappedToIPv6);
        }
    }

    [Test]
    public void A_port_that_was_chosen_is_held_after_a_reset_and_another_is_not()
    {
        int listener = LoopbackListener();
        int client = BoundByNumber();
        Kernel.Connect(client, NameOf(listener));
        AwaitReadiness(listener, Readiness.In);
        CloseHard(Opened(Kernel.Accept(listener, [], out _)));
        AwaitReadiness(client, Readiness.ReadHangup);

        Assert.That(Kernel.Bind(TcpSocket(), NameOf(client)), Is.EqualTo(-Errno.EADDRINUSE));
        Assert.That(Enumerable.Range(0, Tries).Any(_ => IsFreeAfterReset(listener)), Is.True);
    }

    // Elsewhere on a real machine others take ports all the time, also the number that was just given back, or one that a connection
    // shares with ours.
    private const int Tries = 50;

    private bool IsFreeAfterReset(int listener)
    {
        (int other, int server) = Connect(listener);
        CloseHard(server);
        AwaitReadiness(other, Readiness.ReadHangup);
        return Kernel.Bind(TcpSocket(), NameOf(other)) == 0;
    }

    private int BoundByNumber()
    {
        for (int tries = Tries; tries > 0; tries--)
        {
            int chosen = Bound(AnyPort);
            IPEndPoint endPoint = EndPointOf(chosen);
            Close(chosen);
            int socket = TcpSocket();
            byte[] address = new byte[SocketAddress.MaxLength];
            if (Kernel.Bind(socket, address.AsSpan(0, SocketAddress.Write(endPoint, address))) == 0)
                return socket;
        }

        throw new AssertionException("No port could be had by its number.");
    }

    [Test]
    public void A_full_queue_keeps_who_comes_next_waiting()
    {
        int listener = Listener(AnyPort, backlog: 1);
        int[] clients = [TcpSocket(), TcpSocket(), TcpSocket()];
        foreach (int client in clients)
        {
            Assert.That(Kernel.Connect(client, NameOf(listener)), Is.EqualTo(-Errno.EINPROGRESS));
            UnderTest.LetPass();
        }

        AwaitExactly(clients[0], Readiness.Out);
        AwaitExactly(clients[1], Readiness.Out);
        Assert.That(ReadinessOf(clients[2]), Is.EqualTo(Readiness.None));
    }

    private IPEndPoint EndPointOf(int socket) => (IPEndPoint)SocketAddress.Read(NameOf(socket))!;
}
