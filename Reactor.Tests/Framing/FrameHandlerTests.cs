using CsCheck;
using Reactor.Handlers;

namespace Reactor.Tests.Framing;

/// <summary>Protocols of one's own.</summary>
public sealed class FrameHandlerTests
{
    // A frame that takes fewer bytes than it must see leaves some of what was kept for the next one.
    [Test]
    public void A_frame_may_need_to_see_what_follows_it() =>
        Gen.Select(Gen.Byte.Array[0, 60], Gen.Int[1, 12].Array[1, 6], Gen.Int[1, 5], Gen.Int[0, 3]).Sample(
            (input, lengths, ahead, every) =>
            {
                LookAhead probe = new(ahead, every);
                using FramingRig rig = new(probe);

                rig.Feed(input, lengths);
                rig.End();

                Assert.That(probe.Seen, Is.EqualTo(input));
                Assert.That(probe.Rest, Is.EqualTo(Math.Min(ahead, input.Length)));
                Assert.That(probe.KeptCapacity, Is.Zero);
            },
            iter: 1_000,
            threads: 1);

    [Test]
    public void An_unfinished_frame_is_kept_up_to_the_limit_and_no_further()
    {
        foreach (int step in new[] { 1, 7, 100, 101, 1_000 })
        {
            Netstrings probe = new(limit: 100);
            using FramingRig rig = new(probe);
            rig.Feed("3:abc,");
            rig.Feed("97:" + new string('x', 10)); // 101 bytes with its comma.
            byte[] more = new byte[Math.Min(step, 100)];
            for (int sent = 0; sent < 200 && probe.Reason is null; sent += more.Length)
                rig.Feed(more);

            Assert.That(probe.Frames, Is.EqualTo(new[] { "abc" }));
            Assert.That(probe.Reason!.Value.Kind, Is.EqualTo(CloseKind.BadFrame));
            Assert.That(probe.Reason!.Value.Exception!.Message, Does.Contain("MaxFrameLength"));
            Assert.That(probe.KeptCapacity, Is.Zero);
        }
    }

    [Test]
    public void Input_for_a_handler_without_a_connection_is_refused_with_the_reason()
    {
        Unconnected probe = new();

        Assert.That(() => probe.Receive("a line\n"u8), Throws.InvalidOperationException.With.Message.Contains("not made yet"));
    }

    [Test]
    public void The_limit_holds_for_a_frame_that_arrives_whole()
    {
        Netstrings probe = new(limit: 100);
        using FramingRig rig = new(probe);

        rig.Feed($"96:{new string('x', 96)},97:{new string('x', 97)},");

        Assert.That(probe.Frames, Has.Count.EqualTo(1));
        Assert.That(probe.Reason!.Value.Kind, Is.EqualTo(CloseKind.BadFrame));
    }

    [Test]
    public void A_frame_can_be_rejected()
    {
        Netstrings probe = new(limit: 100);
        using FramingRig rig = new(probe);

        rig.Feed("3:abc,3:abcd,3:abc,");

        Assert.That(probe.Frames, Is.EqualTo(new[] { "abc" }));
        Assert.That(probe.Reason!.Value.Kind, Is.EqualTo(CloseKind.BadFrame));
        Assert.That(probe.Reason!.Value.Exception!.Message, Is.EqualTo("No comma."));
    }

    [TestCase(-1)]
    [TestCase(4)]
    [TestCase(int.MinValue)]
    public void A_frame_longer_than_the_input_is_a_fault(int taken)
    {
        Miscounting probe = new(taken);
        using FramingRig rig = new(probe);

        rig.Feed("abc");

        Assert.That(probe.Reason!.Value.Kind, Is.EqualTo(CloseKind.Fault));
        Assert.That(probe.Reason!.Value.Exception!.Message, Does.Contain($"ReadFrame returned {taken} for 3 bytes"));
    }

    [Test]
    public void Nobody_else_delivers_input_inside_a_callback()
    {
        Reentrant probe = new();
        using FramingRig rig = new(probe);

        rig.Feed("abc");

        Assert.That(probe.Reason!.Value.Kind, Is.EqualTo(CloseKind.Fault));
        Assert.That(probe.Depth, Is.EqualTo(1));
    }

    private abstract class FrameProbe : FrameHandler
    {
        public CloseReason? Reason { get; private set; }

        protected override void OnClosed(CloseReason reason) => Reason = reason;
    }

    /// <summary>Each byte is a frame, but it can only be told when some more have come behind it.</summary>
    private sealed class LookAhead(int ahead, int pauseEvery) : FrameProbe
    {
        public List<byte> Seen { get; } = [];

        public int Rest { get; private set; }

        protected override int ReadFrame(ReadOnlySpan<byte> input)
        {
            if (input.Length <= ahead)
                return 0;
            Seen.Add(input[0]);
            if (pauseEvery > 0 && Seen.Count % pauseEvery == 0)
            {
                PauseReading();
                Defer(ResumeReading);
            }

            return 1;
        }

        protected override void OnUnfinishedInput(ReadOnlySpan<byte> rest)
        {
            Rest = rest.Length;
            Seen.AddRange(rest);
        }
    }

    /// <summary>Length in digits, colon, text, comma.</summary>
    private sealed class Netstrings(int limit) : FrameProbe
    {
        public List<string> Frames { get; } = [];

        protected override int MaxFrameLength => limit;

        protected override int ReadFrame(ReadOnlySpan<byte> input)
        {
            int colon = input.IndexOf((byte)':');
            if (colon < 0)
                return 0;
            int comma = colon + 1 + int.Parse(input[..colon], provider: null);
            if (input.Length <= comma)
                return 0;
            if (input[comma] == (byte)',')
                Frames.Add(FramingRig.Text(input[(colon + 1)..comma]));
            else
                RejectFrame("No comma.");
            return comma + 1;
        }
    }

    private sealed class Miscounting(int taken) : FrameProbe
    {
        protected override int ReadFrame(ReadOnlySpan<byte> input) => taken;
    }

    private sealed class Reentrant : FrameProbe
    {
        public int Depth { get; private set; }

        protected override int ReadFrame(ReadOnlySpan<byte> input)
        {
            Depth++;
            OnReceived(input);
            return input.Length;
        }
    }

    private sealed class Unconnected : LineHandler
    {
        public void Receive(ReadOnlySpan<byte> bytes) => OnReceived(bytes);

        protected override void OnLine(ReadOnlySpan<byte> line)
        {
        }
    }
}
