using System.Net;
using System.Net.Sockets;
using Reactor.Handlers;
using Reactor.Simulation;

namespace Reactor.Tests.Framing;

public sealed class FrameCostTests
{
    [Test]
    public void Whole_lines_are_delivered_where_they_were_received()
    {
        LineProbe probe = new();
        probe.OnEach = _ => Assert.That(probe.WasInPlace);
        using FramingRig rig = new(probe);

        rig.Feed("one\ntwo\nthree\n");

        Assert.That(probe.Log, Has.Count.EqualTo(3));
        Assert.That(probe.KeptCapacity, Is.Zero);
    }

    [Test]
    public void Only_the_line_that_was_split_is_copied()
    {
        List<bool> inPlace = [];
        LineProbe probe = new();
        probe.OnEach = _ => inPlace.Add(probe.WasInPlace);
        using FramingRig rig = new(probe);

        rig.Feed("one\ntw");
        rig.Feed("o\nthree\nfour\n");

        Assert.That(inPlace, Is.EqualTo(new[] { true, false, true, true }));
        Assert.That(probe.KeptCapacity, Is.Zero);
    }

    [Test]
    public void A_split_line_takes_little_of_what_is_behind_it_along()
    {
        LineProbe probe = new();
        int most = 0;
        probe.OnEach = _ => most = Math.Max(most, probe.KeptCapacity);
        using FramingRig rig = new(probe, new EventLoopOptions());

        rig.Feed("beg");
        rig.Feed("in\n" + string.Concat(Enumerable.Repeat("another line\n", 2_000)));

        Assert.That(probe.Log, Has.Count.EqualTo(2_001));
        Assert.That(most, Is.LessThanOrEqualTo(1_024));
    }

    [Test]
    public void A_split_message_takes_nothing_of_what_is_behind_it_along()
    {
        MessageProbe probe = new();
        int most = 0;
        probe.OnEach = _ => most = Math.Max(most, probe.KeptCapacity);
        using FramingRig rig = new(probe, new EventLoopOptions());
        byte[] message = [0, 0, 0x0F, 0xFC, .. new byte[4_092]];

        rig.Feed(message.AsSpan(0, 4_000));
        rig.Feed([.. message.AsSpan(4_000), .. Enumerable.Repeat(message, 10).SelectMany(bytes => bytes)]);

        Assert.That(probe.Messages, Has.Count.EqualTo(11));
        Assert.That(most, Is.EqualTo(4_096));
        Assert.That(probe.KeptCapacity, Is.Zero);
    }

    [Test]
    public void A_small_rest_of_what_was_held_back_does_not_hold_on_to_all_of_it()
    {
        LineProbe probe = new();
        probe.OnEach = _ => probe.PauseReading();
        using FramingRig rig = new(probe, new EventLoopOptions());
        rig.Feed("one\n" + new string('x', 8_000) + "\nrest");
        Assert.That(probe.KeptCapacity, Is.GreaterThan(8_000));

        probe.ResumeReading();
        rig.Settle();

        Assert.That(probe.KeptCapacity, Is.LessThanOrEqualTo(256));
    }

    [Test]
    public void Memory_grows_with_what_has_arrived_and_not_with_what_was_announced()
    {
        MessageProbe probe = new();
        using FramingRig rig = new(probe);

        rig.Feed([0, 0x10, 0, 0, 1, 2, 3]);

        Assert.That(probe.KeptCapacity, Is.LessThanOrEqualTo(256));
    }

    [Test]
    public void A_steady_connection_allocates_nothing_for_its_lines()
    {
        const int Rounds = 500;
        using EventLoop loop = new();
        LineEcho echo = new();
        using StreamListener listener = loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), () => echo);
        using Socket peer = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        peer.Connect(listener.LocalEndPoint);
        loop.RunUntil(() => echo.IsOpen);

        // The second piece is sent when the first has been read: read together they would be one whole, and no memory would be kept.
        (byte[] Bytes, int Lines, bool IsKept)[] pieces =
        [
            (FramingRig.Bytes(string.Concat(Enumerable.Repeat("a line\r\n", 20)) + "half a "), 20, true),
            (FramingRig.Bytes("line\n"), 1, false),
        ];
        byte[] answers = new byte[4 * 1024];
        int asExpected = 0;
        long Drive(int rounds)
        {
            long allocated = 0;
            for (int round = 0; round < rounds; round++)
            {
                foreach ((byte[] bytes, int lines, bool isKept) in pieces)
                {
                    int expected = echo.Lines + lines;
                    peer.Send(bytes);

                    long before = GC.GetAllocatedBytesForCurrentThread();
                    while (echo.Lines < expected)
                        loop.RunOnce();
                    allocated += GC.GetAllocatedBytesForCurrentThread() - before;

                    asExpected += (echo.KeptCapacity > 0) == isKept ? 1 : 0;
                    while (peer.Available > 0)
                        peer.Receive(answers);
                }
            }

            return allocated;
        }

        Drive(Rounds);

        Assert.That(Drive(Rounds), Is.Zero);
        Assert.That(echo.Lines, Is.EqualTo(2 * Rounds * 21));
        Assert.That(asExpected, Is.EqualTo(2 * Rounds * pieces.Length), "Memory is kept for half a line, and for nothing else.");
    }

    private sealed class LineEcho : LineHandler
    {
        public int Lines { get; private set; }

        protected override void OnLine(ReadOnlySpan<byte> line)
        {
            Lines++;
            SendLine(line);
            if (Lines % 10 == 0)
                SendLine("text");
        }
    }
}
