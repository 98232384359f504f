using System.Net.Sockets;
using Reactor.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

public sealed class CloseTests
{
    // Bug 34
    [Test]
    public void The_peer_gets_every_byte_of_a_large_queue()
    {
        using ConnectionRig rig = new();
        byte[] bytes = TestBytes.Make(8_400_000);
        (Probe server, RawClient client) = rig.Connect();
        server.Send(bytes);

        server.Close();
        Assert.That(server.QueuedBytes, Is.Positive);
        rig.Until(() => client.HasEnded);

        Assert.That(client.Bytes.SequenceEqual(bytes));
        client.Dispose();
        rig.Until(() => server.IsClosed);
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
    }

    // Bug 34
    [Test]
    public void Input_that_nobody_wants_does_not_cost_the_peer_the_end_of_the_answer()
    {
        using ConnectionRig rig = new();
        byte[] bytes = TestBytes.Make(4_000_000);
        Probe server = new();
        server.Connected = probe =>
        {
            probe.Send(bytes);
            probe.Close();
        };
        RawClient client = rig.Knock(server);
        client.Send(new byte[200_000]);

        rig.Until(() => client.HasEnded || client.WasReset);

        Assert.That(client.WasReset, Is.False);
        Assert.That(client.Bytes.SequenceEqual(bytes));
        client.ShutdownSend();
        rig.Until(() => server.IsClosed);
        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "closed" }));
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
    }

    [Test]
    public void While_output_waits_a_close_reads_nothing_and_then_discards()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        server.Send("answer");
        server.Close();
        client.Send("unwanted");
        rig.Settle();
        Assert.That(server.Interest, Is.EqualTo(Interest.Write));
        Assert.That(rig.Loop.Statistics.BytesReceived, Is.Zero);

        kernel.Allowance = 6;
        rig.Until(() => client.HasEnded);
        rig.Settle();

        Assert.That(client.Text, Is.EqualTo("answer"));
        Assert.That(rig.Loop.Statistics.BytesReceived, Is.EqualTo(8));
        Assert.That(server.ReceivedCount, Is.Zero);
    }

    [TestCase(10_000, CloseKind.Completed)]
    [TestCase(10_001, CloseKind.CloseDrainLimit)]
    public void A_close_throws_away_up_to_its_limit(int length, CloseKind expected)
    {
        using ConnectionRig rig = new();
        Probe server = new() { Options = new ConnectionOptions { CloseDrainLimit = 10_000 } };
        RawClient client = rig.Connect(server);
        server.Close();
        rig.Until(() => client.HasEnded);

        client.Send(new byte[length]);
        client.ShutdownSend();
        rig.Until(() => server.IsClosed);

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(expected));
    }

    [Test]
    public void A_peer_that_goes_on_sending_after_a_close_is_reset()
    {
        using ConnectionRig rig = new();
        Probe server = new() { Options = new ConnectionOptions { CloseDrainLimit = 100_000 } };
        RawClient client = rig.Connect(server);
        server.Close();

        rig.Until(() =>
        {
            client.SendSome(new byte[10_000]);
            return server.IsClosed;
        });

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.CloseDrainLimit));
        Assert.That(server.ReceivedCount, Is.Zero);
    }

    [Test]
    public void A_read_of_an_event_in_hand_does_not_count_against_a_close_that_still_sends()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = new ConnectionOptions { CloseDrainLimit = 0 } };
        RawClient client = rig.Connect(server);
        rig.Settle();

        client.Send("in the way");
        server.Send("answer");
        kernel.Allowance = 6;
        server.Close();
        rig.Loop.RunOnce(TimeSpan.Zero);

        Assert.That(client.Text, Is.EqualTo("answer"));
    }

    [Test]
    public void A_peer_that_resets_while_we_close_ends_it()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient client) = rig.Connect();
        server.Close();
        rig.Until(() => client.HasEnded);

        client.Reset();
        rig.Until(() => server.IsClosed);

        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.Failed, SocketError.ConnectionReset)));
        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "closed" }));
    }

    [Test]
    public void A_peer_that_resets_before_it_has_everything_ends_the_close()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient client) = rig.Connect();
        server.Send(new byte[12_000_000]);
        server.Close();
        rig.Settle();
        Assert.That(server.QueuedBytes, Is.Positive);

        client.Reset();
        rig.Until(() => server.IsClosed);

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Failed));
        Assert.That(rig.Loop.Core.Blocks.Rented, Is.Zero);
    }

    [Test]
    public void Both_peers_may_close_at_once()
    {
        using ConnectionRig rig = new();
        Probe one = new();
        Probe two = new();
        rig.Connect(one, two);

        one.Close();
        two.Close();
        rig.Until(() => one.IsClosed && two.IsClosed);

        Assert.That(one.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
        Assert.That(two.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
    }

    [Test]
    public void A_close_of_a_paused_connection_needs_no_resume()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient client) = rig.Connect();
        server.PauseReading();
        client.Send("unread");
        rig.Settle();

        server.Close();
        rig.Until(() => client.HasEnded);
        client.ShutdownSend();
        rig.Until(() => server.IsClosed);

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
    }

    // Behaviour 59, Behaviour 62
    [TestCase(false)]
    [TestCase(true)]
    public void An_abort_resets_the_peer_and_drops_the_queue(bool inCallback)
    {
        using ConnectionRig rig = new();
        Probe server = new();
        RawClient client = rig.Connect(server);
        client.Send("go");
        if (inCallback)
        {
            server.Received = static (probe, _) =>
            {
                probe.Send("lost");
                probe.Abort();
            };
        }
        else
        {
            rig.Until(() => server.ReceivedCount > 0);
            server.Send("lost");
            server.Abort();
        }

        rig.Until(() => server.IsClosed && client.WasReset);

        Assert.That(client.Count, Is.Zero);
        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.Aborted)));
        Assert.That(server.QueuedBytes, Is.Zero);
        Assert.That(rig.Loop.Core.Blocks.Rented, Is.Zero);
    }
}
