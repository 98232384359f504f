using System.Net;
using CsCheck;
using Reactor.Handlers;
using Reactor.Simulation;

namespace Reactor.Tests.Framing;

public sealed class LengthPrefixedHandlerTests
{
    private static readonly LengthPrefix[] s_kinds = LengthPrefixFormatTests.Kinds;

    [Test]
    public void Any_split_and_any_pause_give_the_same_messages() =>
        Gen.Select(Gen.OneOf(s_kinds), Gen.Byte.Array[0, 200].Array[0, 12], Gen.Int[1, 150].Array[1, 6], Gen.Int[0, 3]).Sample(
            (prefix, messages, lengths, every) =>
            {
                MessageProbe probe = new() { Prefix = prefix };
                probe.OnEach = _ =>
                {
                    if (every > 0 && probe.Messages.Count % every == 0)
                    {
                        probe.PauseReading();
                        probe.DeferResume();
                    }
                };
                using FramingRig rig = new(probe);

                rig.Feed(Encode(prefix, messages), lengths);
                rig.End();

                Assert.That(probe.Messages, Is.EqualTo(messages));
                Assert.That(probe.UnfinishedLength, Is.Zero);
                Assert.That(probe.KeptCapacity, Is.Zero);
                Assert.That(probe.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
            },
            iter: 500,
            threads: 1);

    [TestCaseSource(nameof(s_kinds))]
    public void An_empty_message_is_a_message(LengthPrefix prefix)
    {
        MessageProbe probe = new() { Prefix = prefix };
        using FramingRig rig = new(probe);

        rig.Feed(Encode(prefix, [[], [1], []]));

        Assert.That(probe.Messages, Is.EqualTo(new byte[][] { [], [1], [] }));
    }

    [TestCase(LengthPrefix.OneByte, "0B")]
    [TestCase(LengthPrefix.FourBytesBigEndian, "0000000B")]
    [TestCase(LengthPrefix.FourBytesBigEndian, "FFFFFFFF")]
    [TestCase(LengthPrefix.FourBytesLittleEndian, "FFFFFF7F")]
    [TestCase(LengthPrefix.EightBytesBigEndian, "8000000000000000")]
    [TestCase(LengthPrefix.EightBytesBigEndian, "0000000100000001")]
    [TestCase(LengthPrefix.EightBytesLittleEndian, "FFFFFFFFFFFFFFFF")]
    [TestCase(LengthPrefix.Varint, "FFFFFFFFFFFFFFFFFF01")]
    [TestCase(LengthPrefix.Varint, "80808080808080808080")]
    public void A_length_beyond_the_limit_ends_the_connection(LengthPrefix prefix, string bytes)
    {
        byte[] sent = [.. Convert.FromHexString(bytes), 1, 2, 3];
        for (int first = 1; first <= sent.Length; first++)
        {
            MessageProbe probe = new() { Prefix = prefix, MaxMessageLength = 10 };
            using FramingRig rig = new(probe);

            rig.Feed(sent.AsSpan(0, first));
            if (probe.Reason is null)
                rig.Feed(sent.AsSpan(first));

            Assert.That(probe.Reason!.Value.Kind, Is.EqualTo(CloseKind.BadFrame));
            Assert.That(probe.Reason!.Value.Exception, Is.InstanceOf<InvalidDataException>());
            Assert.That(probe.Messages, Is.Empty);
            Assert.That(probe.KeptCapacity, Is.Zero);
        }
    }

    [Test]
    public void The_reason_tells_what_to_do()
    {
        MessageProbe probe = new() { MaxMessageLength = 10 };
        using FramingRig rig = new(probe);

        rig.Feed([0, 0, 0, 11]);

        Assert.That(
            probe.Reason!.Value.Exception!.Message, Does.Contain("11 bytes").And.Contain("MaxMessageLength is 10").And.Contain("FourBytesBigEndian"));
    }

    [Test]
    public void A_message_as_long_as_allowed_is_a_message()
    {
        MessageProbe probe = new() { MaxMessageLength = 10 };
        using FramingRig rig = new(probe);

        rig.Feed(Encode(LengthPrefix.FourBytesBigEndian, [new byte[10]]), [3]);

        Assert.That(probe.Messages, Has.Count.EqualTo(1));
    }

    [TestCase("00")]
    [TestCase("00000003")]
    [TestCase("000000030102")]
    public void An_unfinished_message_is_told_at_the_end_of_input(string bytes)
    {
        MessageProbe probe = new();
        using FramingRig rig = new(probe);

        rig.Feed(Convert.FromHexString(bytes));
        rig.End();

        Assert.That(probe.UnfinishedLength, Is.EqualTo(bytes.Length / 2));
        Assert.That(probe.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
    }

    [Test]
    public void A_message_that_the_prefix_cannot_tell_is_refused()
    {
        MessageProbe probe = new() { Prefix = LengthPrefix.OneByte };
        using FramingRig rig = new(probe);

        Assert.That(() => probe.SendMessage(new byte[256]), Throws.ArgumentException.With.Message.Contains("OneByte goes up to 255"));
        Assert.That(probe.SendMessage(new byte[255]), Is.EqualTo(SendOutcome.Queued));
    }

    [Test]
    public void Senseless_settings_are_refused()
    {
        Assert.That(() => new MessageProbe { MaxMessageLength = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new MessageProbe { MaxMessageLength = int.MaxValue }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new MessageProbe { Prefix = (LengthPrefix)99 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    // Behaviour 58: order across partial writes, here of messages from one byte to more than the socket takes.
    [TestCaseSource(nameof(s_kinds))]
    public void Messages_arrive_over_TCP_as_they_were_sent(LengthPrefix prefix)
    {
        int[] lengths = prefix == LengthPrefix.OneByte ? [0, 1, 255, 17] : [0, 1, 127, 128, 4_096, 60_000, 2, 16_384];
        byte[][] sent = [.. lengths.Select((length, index) => Enumerable.Range(0, length).Select(at => (byte)(at * 7 + index)).ToArray())];
        using EventLoop loop = new(new EventLoopOptions { ReceiveBufferSize = 10_000 });
        MessageProbe client = new() { Prefix = prefix };
        using StreamListener listener = loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), () => new MessageEcho { Prefix = prefix });
        loop.Connect(listener.LocalEndPoint, client);
        loop.RunUntil(() => client.IsOpen);

        foreach (byte[] message in sent)
            client.SendMessage(message);
        client.ShutdownOutput();
        loop.RunUntil(() => client.Reason is not null);

        Assert.That(client.Messages, Is.EqualTo(sent));
        Assert.That(client.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
    }

    [Test]
    public void A_large_message_in_many_reads_is_put_together()
    {
        byte[] message = [.. Enumerable.Range(0, 1024 * 1024).Select(at => (byte)(at * 31 >> 3))];
        using EventLoop loop = new(new EventLoopOptions { ReceiveBufferSize = 1_024, ReadBudget = 10_000 });
        MessageProbe server = new();
        MessageProbe client = new();
        using StreamListener listener = loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), () => server);
        loop.Connect(listener.LocalEndPoint, client);
        loop.RunUntil(() => client.IsOpen);

        client.SendMessage(message);
        client.SendMessage([1, 2, 3]);
        loop.RunUntil(() => server.Messages.Count == 2);

        Assert.That(server.Messages[0].AsSpan().SequenceEqual(message));
        Assert.That(server.KeptCapacity, Is.Zero);
    }

    private static byte[] Encode(LengthPrefix prefix, byte[][] messages)
    {
        List<byte> bytes = [];
        byte[] buffer = new byte[LengthPrefixFormat.MaxSize];
        foreach (byte[] message in messages)
        {
            int size = LengthPrefixFormat.Write(prefix, buffer, message.Length);
            bytes.AddRange(buffer.AsSpan(0, size));
            bytes.AddRange(message);
        }

        return [.. bytes];
    }

    private sealed class MessageEcho : LengthPrefixedHandler
    {
        protected override void OnMessage(ReadOnlySpan<byte> message) => SendMessage(message);
    }
}
