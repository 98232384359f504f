using Reactor.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

public sealed class OutputDrainedTests
{
    [Test]
    public void It_follows_what_was_queued_from_elsewhere()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient _) = rig.Connect();

        server.Send("one");
        server.Send("two");
        Assert.That(server.Count("drained"), Is.Zero);
        rig.Settle();

        Assert.That(server.Count("drained"), Is.EqualTo(1));
    }

    [Test]
    public void It_follows_small_sends_of_the_own_callback()
    {
        using ConnectionRig rig = new();
        Probe server = new();
        server.Received = (probe, _) =>
        {
            Assert.That(probe.Send("one"), Is.EqualTo(SendOutcome.Queued));
            Assert.That(probe.Send("two"), Is.EqualTo(SendOutcome.Queued));
        };
        RawClient client = rig.Connect(server);

        client.Send("go");
        rig.Until(() => client.Count == 6);
        rig.Settle();

        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "received", "drained" }));
    }

    [Test]
    public void It_does_not_follow_what_the_kernel_took_at_once()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient client) = rig.Connect();

        Assert.That(server.Send(new byte[10_000]), Is.EqualTo(SendOutcome.Sent));
        rig.Until(() => client.Count == 10_000);
        rig.Settle();

        Assert.That(server.Count("drained"), Is.Zero);
    }

    [Test]
    public void It_comes_when_the_last_byte_is_out_and_once()
    {
        FullKernel kernel = new() { Allowance = 6_000 };
        using ConnectionRig rig = new(kernel);
        int? queued = null;
        Probe server = new() { Drained = probe => queued = probe.QueuedBytes };
        RawClient client = rig.Connect(server);
        Assert.That(server.Send(new byte[10_000]), Is.EqualTo(SendOutcome.Queued));

        kernel.Allowance = 3_999;
        rig.Until(() => client.Count == 9_999);
        Assert.That(server.Count("drained"), Is.Zero);

        kernel.Allowance = 100;
        rig.Until(() => client.Count == 10_000);
        rig.Settle();
        Assert.That(server.Count("drained"), Is.EqualTo(1));
        Assert.That(queued, Is.Zero);
    }

    // Bug 19
    [Test]
    public void Sending_more_from_it_is_one_round_a_turn()
    {
        using ConnectionRig rig = new();
        Probe server = new() { Drained = static probe => probe.Send("again ") };
        rig.Connect(server);
        server.Send("first ");

        for (int turn = 1; turn <= 10; turn++)
        {
            rig.Loop.RunOnce(TimeSpan.Zero);
            Assert.That(server.Count("drained"), Is.EqualTo(turn));
        }

        Assert.That(server.WasNested, Is.False);
    }

    // Bug 19, Behaviour 11
    [TestCase(100)]
    [TestCase(100_000)]
    public void Sending_for_ever_from_it_starves_nobody(int length)
    {
        VirtualClockKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        byte[] bytes = new byte[length];
        Probe greedy = new() { Drained = probe => probe.Send(bytes) };
        RawClient sink = rig.Connect(greedy);
        Probe echo = new() { Received = static (probe, received) => probe.Send(received) };
        RawClient client = rig.Connect(echo);
        bool ticked = false;
        greedy.Send("x");
        for (int turn = 0; turn < 3; turn++)
            rig.Loop.RunOnce(TimeSpan.Zero);

        client.Send("hello");
        rig.Loop.Schedule(TimeSpan.Zero, () => ticked = true);
        for (int turn = 0; turn < 4; turn++)
        {
            kernel.Advance(TimeSpan.FromMilliseconds(1));
            rig.Loop.RunOnce(TimeSpan.Zero);
            Assert.That(sink.Count, Is.Positive);
        }

        Assert.That(client.Text, Is.EqualTo("hello"));
        Assert.That(ticked);
    }

    [Test]
    public void Sending_for_ever_from_it_stops_where_the_peer_stops_reading()
    {
        using ConnectionRig rig = new();
        byte[] bytes = new byte[300_000];
        Probe server = new() { Drained = probe => probe.Send(bytes), Connected = static probe => probe.Stream.SendBufferSize = 64 * 1024 };
        rig.Connect(server);

        server.Send("x");
        rig.Until(() => server.Interest.HasFlag(Interest.Write));
        rig.Settle();

        Assert.That(server.QueuedBytes, Is.Positive.And.LessThanOrEqualTo(bytes.Length));
        Assert.That(server.Interest.HasFlag(Interest.Write));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void It_does_not_come_after_the_end_was_asked_for(bool abort)
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient client) = rig.Connect();

        server.Send("last words");
        if (abort)
            server.Abort();
        else
            server.Close();

        client.ShutdownSend();
        rig.Until(() => server.IsClosed);

        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "closed" }));
    }

    [Test]
    public void A_long_answer_can_be_sent_piece_by_piece_and_closed_from_it()
    {
        using ConnectionRig rig = new();
        byte[] bytes = TestBytes.Make(2_000_000);
        int next = 0;
        int most = 0;
        Probe server = new() { Connected = SendNext, Drained = SendNext };
        RawClient client = rig.Connect(server);

        rig.Until(() => client.HasEnded);

        Assert.That(client.Bytes.SequenceEqual(bytes));
        Assert.That(most, Is.LessThanOrEqualTo(100_000));

        void SendNext(Probe probe)
        {
            // Sent at once means that no callback follows: go on.
            SendOutcome outcome = SendOutcome.Sent;
            while (outcome == SendOutcome.Sent && next < bytes.Length)
            {
                outcome = probe.Send(bytes.AsSpan(next, 100_000));
                next += 100_000;
                most = Math.Max(most, probe.QueuedBytes);
            }

            if (outcome == SendOutcome.Sent)
                probe.Close();
        }
    }
}
