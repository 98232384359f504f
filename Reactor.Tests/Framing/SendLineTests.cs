using System.Net.Sockets;
using System.Text;
using Reactor.Handlers;

namespace Reactor.Tests.Framing;

/// <summary>Lines sent in the connection's own callback gather, and everything that holds for a send holds for them.</summary>
public sealed class SendLineTests
{
    [Test]
    public void Lines_of_any_length_arrive_whole_and_in_order([Values(0, 1, 2, 7, 61, 62, 63, 64, 1_000, 4_093, 4_094, 4_095, 4_096, 5_000)] int length)
    {
        const int Count = 130;
        LineProbe probe = new();
        probe.OnEach = _ =>
        {
            for (int number = 0; number < Count; number++)
                probe.SendLine(Line(number, length));
        };
        using FramingRig rig = new(probe);

        rig.Feed("go\n");

        byte[] expected = [.. Enumerable.Range(0, Count).SelectMany(number => Line(number, length).Concat("\r\n"u8.ToArray()))];
        Assert.That(Receive(rig, expected.Length), Is.EqualTo(expected));
    }

    [Test]
    public void Beyond_the_high_mark_the_next_line_waits_until_they_are_out()
    {
        List<int> queued = [];
        LineProbe probe = new() { Options = new ConnectionOptions { HighWaterMark = 100, LowWaterMark = 10, PauseReadingOnHighOutput = true } };
        probe.OnEach = _ =>
        {
            queued.Add(probe.QueuedBytes);
            probe.SendLine(new byte[49]);
            probe.SendLine(new byte[47]);
        };
        using FramingRig rig = new(probe);

        // Each answer is 100 bytes: the first is not beyond the mark, and with the second the third line has to wait.
        rig.Feed("one\ntwo\nthree\n");

        Assert.That(queued, Is.EqualTo(new[] { 0, 100, 0 }));
    }

    [Test]
    public void What_does_not_fit_under_the_limit_is_offered_to_the_kernel_first()
    {
        LineProbe probe = new() { Options = new ConnectionOptions { HighWaterMark = 100, LowWaterMark = 100, OutputLimit = 100 } };
        List<SendOutcome> outcomes = [];
        probe.OnEach = _ =>
        {
            outcomes.Add(probe.SendLine(new byte[90]));
            outcomes.Add(probe.SendLine(new byte[90]));
            outcomes.Add(probe.SendLine(new byte[101]));
            outcomes.Add(probe.SendLine("late"u8));
        };
        using FramingRig rig = new(probe);

        rig.Feed("go\n");

        Assert.That(outcomes, Is.EqualTo(new[] { SendOutcome.Queued, SendOutcome.Queued, SendOutcome.Closed, SendOutcome.Closed }));
        Assert.That(probe.Reason?.Kind, Is.EqualTo(CloseKind.OutputLimit));
    }

    [Test]
    public void Two_connections_in_one_callback_do_not_mix_their_lines()
    {
        LineProbe other = new();
        LineProbe probe = new();
        probe.OnEach = line =>
        {
            for (int number = 0; number < 10; number++)
            {
                probe.SendLine(Encoding.ASCII.GetBytes($"own {line} {number}"));
                other.SendLine(Encoding.ASCII.GetBytes($"other {line} {number}"));
            }
        };
        using FramingRig rig = new(probe);
        using Socket second = rig.Add(other);

        rig.Feed("a\nb\n");

        string Said(string who) => string.Concat(from line in new[] { "a", "b" } from number in Enumerable.Range(0, 10) select $"{who} {line} {number}\r\n");
        Assert.That(ReceiveText(rig.Peer), Is.EqualTo(Said("own")));
        Assert.That(ReceiveText(second), Is.EqualTo(Said("other")));
    }

    [Test]
    public void A_connection_made_inside_a_callback_does_not_mix_its_lines_with_the_others([Values] bool sentBefore)
    {
        Greeter inner = new();
        LineProbe probe = new();
        using FramingRig rig = new(probe);
        Socket? innerPeer = null;
        inner.WhenConnected = () =>
        {
            inner.SendLine("inner 1"u8);
            probe.SendLine("outer 2"u8);
            inner.SendLine("inner 2"u8);
        };
        probe.OnEach = _ =>
        {
            if (sentBefore)
                probe.SendLine("outer 1"u8);

            innerPeer = rig.Add(inner);
            probe.SendLine("outer 3"u8);
            inner.SendLine("inner 3"u8);
        };

        rig.Feed("go\n");

        string first = sentBefore ? "outer 1\r\n" : "";
        Assert.That(ReceiveText(rig.Peer), Is.EqualTo($"{first}outer 2\r\nouter 3\r\n"));
        Assert.That(ReceiveText(innerPeer!), Is.EqualTo("inner 1\r\ninner 2\r\ninner 3\r\n"));
        innerPeer!.Dispose();
    }

    [Test]
    public void Each_connection_gathers_up_to_its_own_mark()
    {
        ConnectionOptions little = new() { HighWaterMark = 100, LowWaterMark = 10, PauseReadingOnHighOutput = true };
        List<int> queued = [];
        LineProbe much = new();
        LineProbe less = new() { Options = little };
        much.OnEach = _ => much.SendLine(new byte[1_000]);
        less.OnEach = _ =>
        {
            queued.Add(less.QueuedBytes);
            less.SendLine(new byte[98]);
        };
        using FramingRig rig = new(much);
        using Socket second = rig.Add(less);

        rig.Feed("go\n");
        second.Send("one\ntwo\nthree\n"u8);
        rig.Settle();

        Assert.That(queued, Is.EqualTo(new[] { 0, 100, 0 }), "Beyond its mark, the third has to wait.");
    }

    [Test]
    public void A_connection_made_inside_a_callback_does_not_lend_its_mark()
    {
        ConnectionOptions little = new() { HighWaterMark = 100, LowWaterMark = 10, PauseReadingOnHighOutput = true };
        List<int> queued = [];
        List<Socket> peers = [];
        LineProbe probe = new() { Options = little };
        using FramingRig rig = new(probe);
        probe.OnEach = _ =>
        {
            queued.Add(probe.QueuedBytes);
            probe.SendLine(new byte[48]);
            Greeter inner = new();
            inner.WhenConnected = () => inner.SendLine(new byte[1_000]);
            peers.Add(rig.Add(inner));
            probe.SendLine(new byte[48]);
        };

        rig.Feed("one\ntwo\nthree\n");

        Assert.That(queued, Is.EqualTo(new[] { 0, 100, 0 }), "Beyond its mark, the third has to wait.");
        peers.ForEach(peer => peer.Dispose());
    }

    [Test]
    public void After_the_output_is_ended_in_the_same_callback_a_line_is_refused()
    {
        LineProbe probe = new();
        List<SendOutcome> outcomes = [];
        probe.OnEach = _ =>
        {
            outcomes.Add(probe.SendLine("one"u8));
            outcomes.Add(probe.SendLine("two"u8));
            probe.ShutdownOutput();
            outcomes.Add(probe.SendLine("three"u8));
        };
        using FramingRig rig = new(probe);

        rig.Feed("go\n");

        Assert.That(outcomes, Is.EqualTo(new[] { SendOutcome.Queued, SendOutcome.Queued, SendOutcome.Closed }));
        Assert.That(Receive(rig, 10), Is.EqualTo("one\r\ntwo\r\n"u8.ToArray()));
    }

    [Test]
    public void From_another_thread_a_line_is_refused_also_while_lines_gather()
    {
        LineProbe probe = new();
        Exception? refusal = null;
        probe.OnEach = _ =>
        {
            probe.SendLine("one"u8);
            Thread other = new(() => refusal = Assert.Catch(() => probe.SendLine("two"u8)));
            other.Start();
            Assert.That(other.Join(TimeSpan.FromSeconds(10)));
        };
        using FramingRig rig = new(probe);

        rig.Feed("go\n");

        Assert.That(refusal, Is.InstanceOf<InvalidOperationException>().With.Message.Contains("Post"));
        Assert.That(Receive(rig, 5), Is.EqualTo("one\r\n"u8.ToArray()));
    }

    private static string ReceiveText(Socket peer)
    {
        byte[] received = new byte[1_024];
        return Encoding.ASCII.GetString(received, 0, peer.Receive(received));
    }

    private static byte[] Line(int number, int length)
    {
        byte[] line = new byte[length];
        for (int index = 0; index < length; index++)
            line[index] = (byte)('a' + ((number + index) % 26));

        return line;
    }

    private static byte[] Receive(FramingRig rig, int count)
    {
        byte[] received = new byte[count];
        int length = 0;
        while (length < count)
        {
            rig.Settle();
            length += rig.Peer.Receive(received, length, count - length, SocketFlags.None);
        }

        rig.Settle();
        Assert.That(rig.Peer.Available, Is.Zero, "More came than was sent.");
        return received;
    }

    private sealed class Greeter : LineHandler
    {
        public Action? WhenConnected { get; set; }

        protected override void OnConnected() => WhenConnected?.Invoke();

        protected override void OnLine(ReadOnlySpan<byte> line)
        {
        }
    }
}
