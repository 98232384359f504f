using System.Net.Sockets;
using System.Runtime.InteropServices;
using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.Tests.Support;
using Reactor.Tests.SystemCalls;

namespace Reactor.Tests.Sockets;

public sealed class SendTests : SocketFixture
{
    private static readonly byte[] Megabyte = new byte[1024 * 1024];

    [Test]
    public void Bytes_that_fit_are_sent()
    {
        (StreamSocket server, Socket client) = Pair();
        Assert.Multiple(() =>
        {
            Assert.That(server.Send("hello"u8), Is.EqualTo(new SendResult(SendStatus.Sent, 5, 0)));
            Assert.That(client.Read(5), Is.EqualTo("hello"u8.ToArray()));
            Assert.That(Loop.Statistics.BytesSent, Is.EqualTo(5));
        });
    }

    [Test]
    public void Nothing_at_all_is_sent_too()
    {
        (StreamSocket server, _) = Pair();
        Assert.Multiple(() =>
        {
            Assert.That(server.Send(ReadOnlySpan<byte>.Empty), Is.EqualTo(new SendResult(SendStatus.Sent, 0, 0)));
            Assert.That(server.Send(ReadOnlySpan<PinnedSegment>.Empty), Is.EqualTo(new SendResult(SendStatus.Sent, 0, 0)));
        });
    }

    [Test] // Behaviour 58
    public void Full_socket_takes_a_part_and_then_nothing()
    {
        (StreamSocket server, _) = Pair();
        SendResult result;
        do
        {
            result = server.Send(Megabyte);
        }
        while (result.Status == SendStatus.Sent);

        Assert.Multiple(() =>
        {
            Assert.That(result.Status, Is.EqualTo(SendStatus.PartiallySent));
            Assert.That(result.Count, Is.InRange(1, Megabyte.Length - 1));
            Assert.That(server.Send(Megabyte), Is.EqualTo(new SendResult(SendStatus.NotSent, 0, Errno.EAGAIN)));
        });
    }

    [TestCase(Errno.ENOBUFS)]
    [TestCase(Errno.ENOMEM)]
    public void Kernel_that_is_short_of_memory_is_like_a_full_socket(int errno)
    {
        (StreamSocket server, _) = Pair();
        Kernel.SendFault = _ => errno;
        Assert.That(server.Send("hello"u8), Is.EqualTo(new SendResult(SendStatus.NotSent, 0, errno)));
    }

    [Test]
    public void Signal_in_between_is_not_noticed()
    {
        (StreamSocket server, Socket client) = Pair();
        int interruptions = 2;
        Kernel.SendFault = _ => interruptions-- > 0 ? Errno.EINTR : 0;
        Assert.That(server.Send("hello"u8).Status, Is.EqualTo(SendStatus.Sent));
        interruptions = 2;
        SendGathered(server, ["a", "b"]);
        Assert.That(client.Read(7), Is.EqualTo("helloab"u8.ToArray()));
    }

    [Test]
    public void Closed_socket_says_so()
    {
        (StreamSocket server, _) = Pair();
        server.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(server.Send("hello"u8), Is.EqualTo(new SendResult(SendStatus.Closed, 0, 0)));
            Assert.That(server.Send([default(PinnedSegment)]), Is.EqualTo(new SendResult(SendStatus.Closed, 0, 0)));
        });
    }

    [Test] // Behaviour 62
    public void Peer_that_has_gone_is_an_errno_and_no_signal()
    {
        (StreamSocket server, Socket client) = Pair();
        client.Reset();
        SendResult first = default;
        SendResult second = default;
        bool raised = NativeProbe.Raises(NativeProbe.SIGPIPE, () =>
        {
            first = server.Send("hello"u8);
            second = server.Send("hello"u8);
        });
        Assert.Multiple(() =>
        {
            Assert.That(first, Is.EqualTo(new SendResult(SendStatus.Closed, 0, Errno.ECONNRESET)));
            Assert.That(second, Is.EqualTo(new SendResult(SendStatus.Closed, 0, Errno.EPIPE)));
            Assert.That(raised, Is.False);
        });
    }

    [Test] // Behaviour 61
    public void After_the_end_of_output_nothing_is_sent()
    {
        (StreamSocket server, _) = Pair();
        server.ShutdownOutput();
        SendResult plain = default;
        bool raised = NativeProbe.Raises(NativeProbe.SIGPIPE, () =>
        {
            plain = server.Send("late"u8);
            SendGathered(server, ["late"]);
        });
        Assert.Multiple(() =>
        {
            Assert.That(plain, Is.EqualTo(new SendResult(SendStatus.Closed, 0, Errno.EPIPE)));
            Assert.That(raised, Is.False);
        });
    }

    [Test]
    public void Segments_arrive_in_order_with_one_call()
    {
        (StreamSocket server, Socket client) = Pair();
        SendResult result = SendGathered(server, ["one ", "two ", "", "three"]);
        Assert.Multiple(() =>
        {
            Assert.That(result, Is.EqualTo(new SendResult(SendStatus.Sent, 13, 0)));
            Assert.That(client.Read(13), Is.EqualTo("one two three"u8.ToArray()));
            Assert.That(Kernel.GatheredSends, Is.EqualTo(1));
        });
    }

    [Test] // Smaller ones: IOV_MAX
    public void More_segments_than_the_kernel_takes_are_left_for_the_next_call()
    {
        (StreamSocket server, Socket client) = Pair();
        SendResult result = SendGathered(server, [.. Enumerable.Repeat("x", Reactor.SystemCalls.Kernel.MaxSegments + 5)]);
        Assert.Multiple(() =>
        {
            Assert.That(result, Is.EqualTo(new SendResult(SendStatus.PartiallySent, Reactor.SystemCalls.Kernel.MaxSegments, 0)));
            Assert.That(client.Read(Reactor.SystemCalls.Kernel.MaxSegments), Has.All.EqualTo((byte)'x'));
        });
    }

    [Test] // Behaviour 58
    public void Rest_of_a_partial_send_follows_when_the_socket_is_writable()
    {
        (StreamSocket server, Socket client) = Pair();
        byte[] bytes = new byte[3 * Megabyte.Length];
        for (int index = 0; index < bytes.Length; index++)
        {
            bytes[index] = (byte)(index * 31 >> 3);
        }

        int sent = 0;
        server.Register(Interest.Write, new ProbeHandler
        {
            Writable = registration =>
            {
                sent += server.Send(bytes.AsSpan(sent)).Count;
                registration.Interest = sent < bytes.Length ? Interest.Write : Interest.None;
            },
        });
        List<byte> received = [];
        byte[] buffer = new byte[256 * 1024];
        client.Blocking = false;
        Loop.RunUntil(() =>
        {
            while (client.Available > 0)
            {
                received.AddRange(buffer.AsSpan(0, client.Receive(buffer)));
            }

            return received.Count == bytes.Length;
        });
        Assert.That(received.ToArray().AsSpan().SequenceEqual(bytes), Is.True);
    }

    private static SendResult SendGathered(StreamSocket socket, string[] texts)
    {
        List<GCHandle> pins = [];
        PinnedSegment[] segments = [.. texts.Select(text =>
        {
            byte[] bytes = System.Text.Encoding.ASCII.GetBytes(text);
            pins.Add(GCHandle.Alloc(bytes, GCHandleType.Pinned));
            return new PinnedSegment(pins[^1].AddrOfPinnedObject(), bytes.Length);
        })];
        SendResult result = socket.Send(segments);
        pins.ForEach(static pin => pin.Free());
        return result;
    }
}
