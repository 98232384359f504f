using Reactor.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

public sealed class SendTests
{
    [Test]
    public void Send_never_calls_back()
    {
        using ConnectionRig rig = new();
        Probe server = new() { Options = new ConnectionOptions { OutputLimit = 1024 * 1024 } };
        RawClient client = rig.Connect(server);

        server.Send("small");
        rig.Settle();
        server.Send(new byte[100_000]);
        client.Reset();
        while (server.Send(new byte[900_000]) != SendOutcome.Closed)
        {
        }

        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "drained" }));
        rig.Until(() => server.IsClosed);
        Assert.That(server.WasNested, Is.False);
    }

    [Test]
    public void The_outcome_tells_what_became_of_the_bytes()
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient _) = rig.Connect();

        Assert.That(server.Send([]), Is.EqualTo(SendOutcome.Sent), "Nothing is out at once.");
        Assert.That(server.Send(new byte[10_000]), Is.EqualTo(SendOutcome.Sent), "The kernel has room.");
        Assert.That(server.Send("small"), Is.EqualTo(SendOutcome.Queued), "Collected with others.");
        Assert.That(server.Send([]), Is.EqualTo(SendOutcome.Queued), "Nothing, behind something.");
        kernel.Allowance = 0;
        rig.Settle();
        Assert.That(server.Send(new byte[10_000]), Is.EqualTo(SendOutcome.Queued), "Behind what waits.");
        server.ShutdownOutput();
        Assert.That(server.Send("x"), Is.EqualTo(SendOutcome.Closed), "After the end.");
        Assert.That(server.Send([]), Is.EqualTo(SendOutcome.Closed));
        Assert.That(server.QueuedBytes, Is.EqualTo(10_005));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void After_the_end_bytes_are_dropped(bool abort)
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient client) = rig.Connect();
        server.Send("one ");

        if (abort)
            server.Abort();
        else
            server.Close();

        Assert.That(server.Send("two"), Is.EqualTo(SendOutcome.Closed));
        Assert.That(server.Send(new byte[10_000]), Is.EqualTo(SendOutcome.Closed));
        rig.Until(() => client.HasEnded || client.WasReset);
        Assert.That(client.Text, Is.EqualTo(abort ? "" : "one "));
    }

    // Behaviour 58
    [TestCase(false)]
    [TestCase(true)]
    public void Three_megabytes_in_a_hundred_writes_arrive_in_order(bool inCallback)
    {
        using ConnectionRig rig = new();
        byte[] bytes = TestBytes.Make(3_000_000);
        Probe server = new() { Connected = probe => Prepare(probe) };

        RawClient client = rig.Connect(server);
        if (!inCallback)
            SendAll(server);

        Assert.That(server.QueuedBytes, Is.Positive, "The kernel cannot take it all at once.");
        rig.Until(() => client.Count == bytes.Length);
        Assert.That(client.Bytes.SequenceEqual(bytes));

        void Prepare(Probe probe)
        {
            probe.Stream.SendBufferSize = 64 * 1024;
            if (inCallback)
                SendAll(probe);
        }

        void SendAll(Probe probe)
        {
            for (int index = 0; index < 100; index++)
                Assert.That(probe.Send(bytes.AsSpan(index * 30_000, 30_000)), Is.Not.EqualTo(SendOutcome.Closed));
        }
    }

    [Test]
    public void Large_bytes_wait_for_small_ones_before_them()
    {
        using ConnectionRig rig = new();
        byte[] large = TestBytes.Make(50_000);
        Probe server = new();
        server.Received = (probe, _) =>
        {
            probe.Send([1, 2, 3]);
            probe.Send(large);
            probe.Send([4, 5, 6]);
        };
        RawClient client = rig.Connect(server);

        client.Send("go");
        rig.Until(() => client.Count == 50_006);

        byte[] expected = [1, 2, 3, .. large, 4, 5, 6];
        Assert.That(client.Bytes.SequenceEqual(expected));
    }

    [Test]
    public void The_callers_memory_is_free_when_Send_returns()
    {
        FullKernel kernel = new() { Allowance = 5_000 };
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        byte[] bytes = TestBytes.Make(20_000);
        byte[] copy = [.. bytes];

        server.Send(bytes);
        Array.Clear(bytes);
        kernel.Allowance = long.MaxValue;
        rig.Until(() => client.Count == 20_000);

        Assert.That(client.Bytes.SequenceEqual(copy));
    }

    [Test]
    public void Output_up_to_the_limit_is_queued_and_beyond_it_closes()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = new ConnectionOptions { OutputLimit = 10_000 } };
        RawClient client = rig.Connect(server);

        Assert.That(server.Send(new byte[10_000]), Is.EqualTo(SendOutcome.Queued));
        Assert.That(server.QueuedBytes, Is.EqualTo(10_000));
        Assert.That(server.IsOpen);
        Assert.That(server.Send([1]), Is.EqualTo(SendOutcome.Closed));

        Assert.That(server.QueuedBytes, Is.Zero, "Nothing is kept for a connection that is over.");
        rig.Until(() => server.IsClosed && client.WasReset);
        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.OutputLimit)));
    }

    [TestCase(3_000, TestName = "A_small_send_beyond_the_limit_queues_nothing")]
    [TestCase(30_000, TestName = "A_large_send_beyond_the_limit_queues_nothing")]
    public void Beyond_the_limit_nothing_is_queued(int length)
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = new ConnectionOptions { OutputLimit = 2_999 } };
        rig.Connect(server);

        Assert.That(server.Send(new byte[length]), Is.EqualTo(SendOutcome.Closed));

        Assert.That(rig.Loop.Core.Blocks.Rented, Is.Zero);
        Assert.That(server.IsOpen, Is.False);
    }

    [Test]
    public void A_payload_beyond_the_limit_closes_as_well()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = new ConnectionOptions { OutputLimit = 100 } };
        rig.Connect(server);
        using SharedPayload payload = SharedPayload.Create(rig.Loop, new byte[101]);

        Assert.That(server.Send(payload), Is.EqualTo(SendOutcome.Closed));
        rig.Until(() => server.IsClosed);

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.OutputLimit));
    }

    [Test]
    public void The_limit_holds_for_what_waits_not_for_what_the_kernel_takes()
    {
        using ConnectionRig rig = new();
        Probe server = new() { Options = new ConnectionOptions { OutputLimit = 10_000 } };
        RawClient client = rig.Connect(server);

        for (int round = 0; round < 20; round++)
        {
            Assert.That(server.Send(new byte[20_000]), Is.EqualTo(SendOutcome.Sent));
            rig.Until(() => client.Count == (round + 1) * 20_000);
        }
    }
}
