using System.Net.Sockets;
using Reactor.SystemCalls;
using Reactor.Tests.Simulated;

namespace Reactor.Tests.SystemCalls;

/// <summary>Options are read back as they were set.</summary>
[TestFixtureSource(nameof(Both))]
public sealed class SocketOptionTests(KernelKind kind) : KernelFixture(kind)
{
    [TestCase(AddressFamily.InterNetwork, SocketOption.NoDelay)]
    [TestCase(AddressFamily.InterNetwork, SocketOption.ReuseAddress)]
    [TestCase(AddressFamily.InterNetwork, SocketOption.ReusePort)]
    [TestCase(AddressFamily.InterNetwork, SocketOption.KeepAlive)]
    [TestCase(AddressFamily.InterNetworkV6, SocketOption.IPv6Only)]
    [TestCase(AddressFamily.InterNetworkV6, SocketOption.NoDelay)]
    public void A_switch_goes_on_and_off(AddressFamily family, SocketOption option)
    {
        int socket = Opened(Kernel.Socket(family, SocketType.Stream));
        foreach (int value in new[] { 1, 0, 1 })
        {
            Assert.That(Kernel.SetSocketOption(socket, option, value), Is.Zero);
            Assert.That(Get(socket, option), Is.EqualTo(value));
        }
    }

    [TestCase(SocketOption.ReceiveBuffer)]
    [TestCase(SocketOption.SendBuffer)]
    public void A_buffer_is_doubled_by_the_kernel(SocketOption option)
    {
        int socket = TcpSocket();

        Assert.That(Kernel.SetSocketOption(socket, option, 32_768), Is.Zero);
        Assert.That(Get(socket, option), Is.EqualTo(65_536));
    }

    [TestCase(-1, -1)]
    [TestCase(0, 0)]
    [TestCase(7, 7)]
    [TestCase(int.MinValue, -1)]
    public void Linger_is_seconds_or_off(int set, int read)
    {
        int socket = TcpSocket();
        Assert.That(Get(socket, SocketOption.Linger), Is.EqualTo(-1), "Off at first.");
        Kernel.SetSocketOption(socket, SocketOption.Linger, 3);

        Assert.That(Kernel.SetSocketOption(socket, SocketOption.Linger, set), Is.Zero);
        Assert.That(Get(socket, SocketOption.Linger), Is.EqualTo(read));
    }

    [TestCase(AddressFamily.Unix, SocketType.Stream, 1, 1)]
    [TestCase(AddressFamily.InterNetwork, SocketType.Stream, 1, 2)]
    [TestCase(AddressFamily.InterNetworkV6, SocketType.Stream, 1, 10)]
    public void Type_and_domain_have_native_numbers(AddressFamily family, SocketType type, int nativeType, int nativeDomain)
    {
        int socket = Opened(Kernel.Socket(family, type));

        Assert.That(Get(socket, SocketOption.Type), Is.EqualTo(nativeType));
        Assert.That(Get(socket, SocketOption.Domain), Is.EqualTo(nativeDomain));
    }

    [Test]
    public void A_listener_says_so()
    {
        Assert.That(Get(TcpSocket(), SocketOption.Listening), Is.Zero);
        Assert.That(Get(LoopbackListener(), SocketOption.Listening), Is.EqualTo(1));
    }

    [TestCase(SocketOption.Error)]
    [TestCase(SocketOption.Type)]
    [TestCase(SocketOption.Domain)]
    [TestCase(SocketOption.Listening)]
    public void What_can_only_be_read_is_not_set(SocketOption option) =>
        Assert.That(Kernel.SetSocketOption(TcpSocket(), option, 1), Is.EqualTo(-Errno.ENOPROTOOPT));

    [TestCase(SocketOption.Linger)]
    [TestCase(SocketOption.NoDelay)]
    public void What_is_no_socket_has_no_options(SocketOption option)
    {
        int counter = Opened(Kernel.EventFdCreate());

        Assert.That(Kernel.SetSocketOption(counter, option, 1), Is.EqualTo(-Errno.ENOTSOCK));
        Assert.That(Kernel.GetSocketOption(counter, option, out int value), Is.EqualTo(-Errno.ENOTSOCK));
        Assert.That(value, Is.Zero);
    }

    [Test]
    public void An_option_that_does_not_exist_is_refused()
    {
        int socket = TcpSocket();

        Assert.That(() => Kernel.SetSocketOption(socket, (SocketOption)99, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private int Get(int socket, SocketOption option)
    {
        Assert.That(Kernel.GetSocketOption(socket, option, out int value), Is.Zero);
        return value;
    }
}
