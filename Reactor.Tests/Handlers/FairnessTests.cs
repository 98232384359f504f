using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

public sealed class FairnessTests
{
    // Bug 18
    [Test]
    public void A_sender_that_floods_does_not_keep_others_waiting()
    {
        using ConnectionRig rig = new(new EventLoopOptions { ReceiveBufferSize = 4_096, ReadBudget = 16_384 });
        (Probe flooded, RawClient flood) = rig.Connect();
        Probe echo = new() { Received = static (probe, bytes) => probe.Send(bytes) };
        RawClient client = rig.Connect(echo);
        rig.Settle();
        int sent = flood.SendSome(new byte[400_000]);
        Assert.That(sent, Is.GreaterThan(100_000));

        client.Send("hello");
        rig.Loop.RunOnce(TimeSpan.Zero);

        Assert.That(client.Text, Is.EqualTo("hello"));
        Assert.That(flooded.ReceivedCount, Is.EqualTo(16_384));
        Assert.That(rig.Loop.Statistics.ReadBudgetsSpent, Is.EqualTo(1));
        rig.Until(() => flooded.ReceivedCount == sent);
    }

    [Test]
    public void The_budget_cuts_the_last_buffer()
    {
        using ConnectionRig rig = new(new EventLoopOptions { ReceiveBufferSize = 4_096, ReadBudget = 5_000 });
        (Probe server, RawClient client) = rig.Connect();
        rig.Settle();

        client.Send(new byte[20_000]);
        rig.Loop.RunOnce(TimeSpan.Zero);

        Assert.That(server.ReceivedCount, Is.EqualTo(5_000));
        rig.Until(() => server.ReceivedCount == 20_000);
    }

    [Test]
    public void A_read_that_got_less_than_it_asked_for_is_not_repeated()
    {
        CountingKernel kernel = new();
        using ConnectionRig rig = new(new EventLoopOptions { Kernel = kernel, ReceiveBufferSize = 4_096 });
        (Probe server, RawClient client) = rig.Connect();
        rig.Settle();

        client.Send(new byte[4_095]);
        rig.Until(() => server.ReceivedCount == 4_095);
        Assert.That(kernel.Receives, Is.EqualTo(1));

        client.Send(new byte[4_097]);
        rig.Until(() => server.ReceivedCount == 8_192);
        Assert.That(kernel.Receives, Is.EqualTo(3), "A full buffer may not be all.");
    }

    [Test]
    public void A_long_queue_to_a_fast_peer_does_not_keep_others_waiting()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        (Probe sender, RawClient _) = rig.Connect();
        sender.Send(new byte[12_000_000]);
        rig.Settle();
        kernel.Asked.Clear();

        // A peer that takes everything at once, as far as this side can tell.
        kernel.Allowance = long.MaxValue;
        kernel.Swallows = true;
        rig.Loop.RunOnce(TimeSpan.Zero);

        Assert.That(kernel.Asked.Sum(), Is.InRange(1024 * 1024, (1024 * 1024) + (256 * 1024)));
        Assert.That(sender.QueuedBytes, Is.EqualTo(12_000_000 - kernel.Asked.Sum()));
        rig.Until(() => sender.QueuedBytes == 0);
    }

    [Test]
    public void Bytes_are_counted()
    {
        using ConnectionRig rig = new();
        Probe server = new() { Received = static (probe, bytes) => probe.Send(bytes) };
        RawClient client = rig.Connect(server);

        client.Send(new byte[100]);
        rig.Until(() => client.Count == 100);
        server.Send(new byte[10_000]);
        rig.Until(() => client.Count == 10_100);

        Assert.That(rig.Loop.Statistics.BytesReceived, Is.EqualTo(100));
        Assert.That(rig.Loop.Statistics.BytesSent, Is.EqualTo(10_100));
        Assert.That(rig.Loop.Statistics.OpenConnections, Is.EqualTo(1));
    }
}
