using System.Net.Sockets;
using System.Runtime.InteropServices;
using Reactor.SystemCalls;

namespace Reactor.Tests.SystemCalls;

/// <summary>What is asked only of the real kernel: files, signals, garbage collections between a call and its answer.</summary>
public sealed class RealKernelTests : LinuxKernelFixture
{
    [Test]
    public void A_regular_file_is_EPERM()
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(typeof(RealKernelTests).Assembly.Location);
        int epoll = Opened(Kernel.EpollCreate());

        Assert.That(Kernel.EpollAdd(epoll, (int)file.DangerousGetHandle(), Readiness.In, 1), Is.EqualTo(-Errno.EPERM));
    }

    [Test]
    public void Sending_to_a_reset_peer_raises_no_signal()
    {
        (int client, int server) = ConnectedPair();
        Kernel.SetSocketOption(client, SocketOption.Linger, 0);
        Close(client);
        AwaitReadiness(server, Readiness.In);
        byte[] bytes = GC.AllocateArray<byte>(4, pinned: true);
        PinnedSegment segment = new(Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0), bytes.Length);

        bool raised = NativeProbe.Raises(NativeProbe.SIGPIPE, () =>
        {
            Assert.That(Kernel.Send(server, bytes), Is.EqualTo(-Errno.ECONNRESET).Or.EqualTo(-Errno.EPIPE));
            Assert.That(Kernel.Send(server, bytes), Is.EqualTo(-Errno.EPIPE));
            Assert.That(Kernel.SendGathered(server, [segment]), Is.EqualTo(-Errno.EPIPE));
        });
        Assert.That(raised, Is.False);

        // The control: write(2) knows no MSG_NOSIGNAL, so the probe must see the signal (which the runtime ignores).
        raised = NativeProbe.Raises(NativeProbe.SIGPIPE, () =>
            Assert.That(Kernel.Write(server, bytes), Is.EqualTo(-Errno.EPIPE)));
        Assert.That(raised);
    }

    [Test]
    public void Garbage_collections_between_call_and_answer_do_not_spoil_the_error()
    {
        (int client, _) = ConnectedPair();
        bool done = false;
        Thread collector = new(() =>
        {
            for (int i = 0; i < 50; i++)
                GC.Collect(0);

            Volatile.Write(ref done, true);
        });
        byte[] buffer = new byte[8];

        collector.Start();
        int wrong = 0;
        while (!Volatile.Read(ref done))
        {
            if (Kernel.Receive(client, buffer) != -Errno.EAGAIN || Kernel.EpollDelete(-1, client) != -Errno.EBADF)
                wrong++;
        }

        collector.Join();
        Assert.That(wrong, Is.Zero);
    }

    [Test]
    public void A_NUL_in_a_path_does_not_remove_what_stands_before_it()
    {
        string path = Path.GetTempFileName();

        Assert.That(Kernel.Unlink(path + "\0.lock"), Is.EqualTo(-Errno.ENOENT));
        Assert.That(File.Exists(path));
        File.Delete(path);
    }

    [Test]
    public void A_datagram_socket_says_so()
    {
        int socket = Opened(Kernel.Socket(AddressFamily.InterNetwork, SocketType.Dgram));

        Assert.That(Kernel.GetSocketOption(socket, SocketOption.Type, out int type), Is.Zero);
        Assert.That(type, Is.EqualTo(2));
    }
}
