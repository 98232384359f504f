using System.Runtime.InteropServices;
using Reactor.SystemCalls;
using Reactor.Tests.Simulated;

namespace Reactor.Tests.SystemCalls;

/// <summary>Bytes in and out.</summary>
[TestFixtureSource(nameof(Both))]
public sealed class TransferTests(KernelKind kind) : KernelFixture(kind)
{
    [Test]
    public void Many_segments_arrive_in_order()
    {
        (int client, int server) = ConnectedPair();
        byte[] bytes = GC.AllocateArray<byte>(16_384, pinned: true);
        new Random(7).NextBytes(bytes);
        (PinnedSegment[] segments, int total) = Cut(bytes, Reactor.SystemCalls.Kernel.MaxSegments);

        Assert.That(Kernel.SendGathered(client, segments), Is.EqualTo(total));
        Assert.That(ReceiveAll(server, total), Is.EqualTo(bytes[..total]));
    }

    [Test]
    public void More_than_the_most_segments_is_EMSGSIZE()
    {
        (int client, _) = ConnectedPair();
        byte[] bytes = GC.AllocateArray<byte>(16_384, pinned: true);
        (PinnedSegment[] segments, _) = Cut(bytes, Reactor.SystemCalls.Kernel.MaxSegments + 1);

        Assert.That(Kernel.SendGathered(client, segments), Is.EqualTo(-Errno.EMSGSIZE));
    }

    [Test]
    public void A_full_socket_takes_a_part_and_then_EAGAIN()
    {
        (int client, int server) = ConnectedPair();
        byte[] bytes = GC.AllocateArray<byte>(1 << 20, pinned: true);
        new Random(7).NextBytes(bytes);
        PinnedSegment whole = new(Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0), bytes.Length);

        long sent = 0;
        int count;
        while ((count = Kernel.SendGathered(client, [whole])) > 0)
            sent += count;

        Assert.That(count, Is.EqualTo(-Errno.EAGAIN));
        Assert.That(Kernel.Send(client, bytes), Is.EqualTo(-Errno.EAGAIN));
        Assert.That(ReceiveAll(server, 4_096), Is.EqualTo(bytes[..4_096]));
        Assert.That(sent, Is.GreaterThan(4_096));
    }

    [Test]
    public void A_pipe_is_read_and_written()
    {
        (int read, int write) = Pipe();
        byte[] buffer = new byte[8];

        Assert.That(Kernel.Read(read, buffer), Is.EqualTo(-Errno.EAGAIN));
        Assert.That(Kernel.Write(write, "abc"u8), Is.EqualTo(3));
        Assert.That(Kernel.Read(read, buffer), Is.EqualTo(3));
        Assert.That(buffer[..3], Is.EqualTo("abc"u8.ToArray()));
        Close(write);
        Assert.That(Kernel.Read(read, buffer), Is.Zero);
    }

    [Test]
    public void Steady_transfers_and_waits_allocate_nothing()
    {
        (int client, int server) = ConnectedPair();
        int epoll = Opened(Kernel.EpollCreate());
        Kernel.EpollAdd(epoll, server, Readiness.In, 1);
        byte[] buffer = GC.AllocateArray<byte>(64, pinned: true);
        PinnedSegment segment = new(Marshal.UnsafeAddrOfPinnedArrayElement(buffer, 0), buffer.Length);
        ReadyEvent[] ready = new ReadyEvent[16];

        // Compiles, and lets what is kept for later grow to its size.
        for (int i = 0; i < 100; i++)
            Exchange();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Exchange();

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Exchange()
        {
            Kernel.Send(client, buffer);
            Kernel.SendGathered(client, new ReadOnlySpan<PinnedSegment>(in segment));
            Kernel.EpollWait(epoll, ready, OneSecond);
            while (Kernel.Receive(server, buffer) > 0)
            {
            }

            Kernel.EpollModify(epoll, server, Readiness.In, 1);
            Kernel.EpollWait(epoll, ready, 1_000);
            _ = Kernel.MonotonicNanoseconds + Kernel.RealtimeNanoseconds;
        }
    }

    /// <summary>Cuts segments of 0 to 31 bytes out of pinned memory.</summary>
    private static (PinnedSegment[] Segments, int Total) Cut(byte[] pinned, int count)
    {
        nint start = Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
        PinnedSegment[] segments = new PinnedSegment[count];
        int total = 0;
        for (int i = 0; i < count; i++)
        {
            int length = i * 7 % 32;
            segments[i] = new PinnedSegment(start + total, length);
            total += length;
        }

        return (segments, total);
    }
}
