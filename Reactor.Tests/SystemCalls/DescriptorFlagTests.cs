using System.Net.Sockets;
using Reactor.SystemCalls;

namespace Reactor.Tests.SystemCalls;

/// <summary>Whatever the kernel makes never blocks and does not leak into child processes.</summary>
public sealed class DescriptorFlagTests : LinuxKernelFixture
{
    // Bug 39
    [Test]
    public void An_epoll_instance_is_closed_on_exec() =>
        Assert.That(NativeProbe.IsClosedOnExec(Opened(Kernel.EpollCreate())));

    // Bug 39
    [Test]
    public void An_event_counter_is_non_blocking_and_closed_on_exec() =>
        AssertNonBlockingAndClosedOnExec(Opened(Kernel.EventFdCreate()));

    // Bug 39
    [TestCase(AddressFamily.InterNetwork, SocketType.Stream)]
    [TestCase(AddressFamily.InterNetwork, SocketType.Dgram)]
    [TestCase(AddressFamily.InterNetworkV6, SocketType.Stream)]
    [TestCase(AddressFamily.Unix, SocketType.Stream)]
    public void A_socket_is_non_blocking_and_closed_on_exec(AddressFamily family, SocketType type) =>
        AssertNonBlockingAndClosedOnExec(Opened(Kernel.Socket(family, type)));

    // Bug 39
    [Test]
    public void An_accepted_socket_is_non_blocking_and_closed_on_exec() =>
        AssertNonBlockingAndClosedOnExec(ConnectedPair().Server);

    [Test]
    public void SetNonBlocking_changes_a_pipe_and_keeps_its_other_flags()
    {
        (int read, int write) = NativeProbe.Pipe();
        Opened(read);
        Opened(write);
        NativeProbe.MakeAppending(write);
        Assert.That(NativeProbe.IsNonBlocking(write) || NativeProbe.IsClosedOnExec(write), Is.False, "The pipe is not what the test needs.");

        Assert.That(Kernel.SetNonBlocking(write), Is.Zero);
        AssertNonBlockingAndClosedOnExec(write);
        Assert.That(NativeProbe.IsAppending(write));
        Assert.That(Kernel.SetNonBlocking(write), Is.Zero, "A second time changes nothing.");
        AssertNonBlockingAndClosedOnExec(write);
    }

    [Test]
    public void SetNonBlocking_on_no_descriptor_is_EBADF() =>
        Assert.That(Kernel.SetNonBlocking(-1), Is.EqualTo(-Errno.EBADF));

    [Test]
    public void Transfers_do_not_block_even_when_somebody_made_the_socket_blocking()
    {
        (int client, _) = ConnectedPair();
        NativeProbe.MakeBlocking(client);

        Assert.That(Kernel.Receive(client, new byte[1]), Is.EqualTo(-Errno.EAGAIN));
        byte[] chunk = new byte[64 * 1024];
        int sent;
        do
        {
            sent = Kernel.Send(client, chunk);
        }
        while (sent > 0);

        Assert.That(sent, Is.EqualTo(-Errno.EAGAIN));
    }

    private static void AssertNonBlockingAndClosedOnExec(int descriptor)
    {
        Assert.That(NativeProbe.IsNonBlocking(descriptor));
        Assert.That(NativeProbe.IsClosedOnExec(descriptor));
    }
}
