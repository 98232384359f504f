using Reactor.Buffers;
using Reactor.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

public sealed class SharedPayloadTests
{
    [TestCase(1)]
    [TestCase(4_096)]
    public void Many_peers_get_it_without_a_copy_for_each(int length)
    {
        using ConnectionRig rig = new();
        (Probe Server, RawClient Client)[] peers = [.. Enumerable.Range(0, 20).Select(_ => rig.Connect())];
        byte[] bytes = TestBytes.Make(length);
        BlockPool blocks = length <= BlockPool.SmallBlockSize ? rig.Loop.Core.SmallBlocks : rig.Loop.Core.Blocks;

        using (SharedPayload payload = SharedPayload.Create(rig.Loop, bytes))
        {
            foreach ((Probe server, RawClient _) in peers)
                Assert.That(server.Send(payload), Is.EqualTo(SendOutcome.Queued));
        }

        Assert.That(blocks.Rented, Is.EqualTo(1), "One block for all of them.");
        rig.Until(() => peers.All(peer => peer.Client.Count == length));
        Assert.That(peers.All(peer => peer.Client.Bytes.SequenceEqual(bytes)));
        Assert.That(blocks.Rented, Is.Zero, "The last one has given it back.");
    }

    [Test]
    public void A_payload_of_another_loop_is_refused()
    {
        using ConnectionRig rig = new();
        using EventLoop other = new();
        (Probe server, RawClient client) = rig.Connect();
        using SharedPayload payload = SharedPayload.Create(other, "x"u8);

        Assert.That(() => server.Send(payload), Throws.InvalidOperationException.With.Message.Contains("SharedPayload.Create"));

        server.Send("still fine");
        rig.Until(() => client.Count == 10);
    }

    [Test]
    public void The_memory_is_used_again()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient client) = rig.Connect();
        BlockPool blocks = rig.Loop.Core.SmallBlocks;

        for (int round = 1; round <= 5; round++)
        {
            using (SharedPayload payload = SharedPayload.Create(rig.Loop, [(byte)round]))
                server.Send(payload);

            rig.Until(() => client.Count == round);
            Assert.That(blocks.SpareCount, Is.EqualTo(1));
        }

        Assert.That(client.Bytes, Is.EqualTo(new byte[] { 1, 2, 3, 4, 5 }));
    }

    [Test]
    public void A_payload_larger_than_a_block_reaches_every_peer()
    {
        using ConnectionRig rig = new();
        (Probe Server, RawClient Client)[] peers = [rig.Connect(), rig.Connect(), rig.Connect()];
        byte[] bytes = TestBytes.Make(1_000_000);
        using SharedPayload payload = SharedPayload.Create(rig.Loop, bytes);

        foreach ((Probe server, RawClient _) in peers)
            server.Send(payload);

        rig.Until(() => peers.All(peer => peer.Client.Count == bytes.Length));
        Assert.That(peers.All(peer => peer.Client.Bytes.SequenceEqual(bytes)));
        Assert.That(payload.Length, Is.EqualTo(bytes.Length));
    }

    [Test]
    public void Bytes_sent_after_it_to_one_peer_do_not_show_at_another()
    {
        using ConnectionRig rig = new();
        (Probe first, RawClient one) = rig.Connect();
        (Probe second, RawClient two) = rig.Connect();
        using SharedPayload payload = SharedPayload.Create(rig.Loop, "all "u8);

        first.Send("a ");
        first.Send(payload);
        first.Send("b ");
        first.Send(payload);
        second.Send(payload);
        second.Send("c ");
        rig.Settle();

        Assert.That(one.Text, Is.EqualTo("a all b all "));
        Assert.That(two.Text, Is.EqualTo("all c "));
    }

    [Test]
    public void Once_disposed_it_cannot_be_sent_while_others_still_send_it()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        (Probe first, RawClient client) = rig.Connect();
        (Probe second, RawClient _) = rig.Connect();
        SharedPayload payload = SharedPayload.Create(rig.Loop, "hello"u8);
        first.Send(payload);

        payload.Dispose();
        payload.Dispose();

        Assert.That(() => second.Send(payload), Throws.InstanceOf<ObjectDisposedException>());
        kernel.Allowance = long.MaxValue;
        rig.Until(() => client.Text == "hello");
    }

    [Test]
    public void Once_disposed_and_sent_by_all_it_cannot_be_sent()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient _) = rig.Connect();
        SharedPayload payload = SharedPayload.Create(rig.Loop, "hello"u8);
        payload.Dispose();

        Assert.That(() => server.Send(payload), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(rig.Loop.Core.SmallBlocks.Rented, Is.Zero);
    }

    [Test]
    public void A_connection_that_ends_in_the_middle_of_it_gives_it_back()
    {
        FullKernel kernel = new() { Allowance = 10 };
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        using (SharedPayload payload = SharedPayload.Create(rig.Loop, new byte[100]))
        {
            server.Send(payload);
            server.Send(payload);
        }

        rig.Settle();
        Assert.That(client.Count, Is.EqualTo(10));
        Assert.That(rig.Loop.Core.SmallBlocks.Rented, Is.EqualTo(1));

        server.Abort();

        Assert.That(rig.Loop.Core.SmallBlocks.Rented, Is.Zero);
    }

    [Test]
    public void A_closed_connection_takes_no_part_in_it()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient _) = rig.Connect();
        using SharedPayload payload = SharedPayload.Create(rig.Loop, "hello"u8);
        server.Close();

        Assert.That(server.Send(payload), Is.EqualTo(SendOutcome.Closed));
        payload.Dispose();

        Assert.That(rig.Loop.Core.SmallBlocks.Rented, Is.Zero);
    }

    [Test]
    public void An_empty_one_is_nothing()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient _) = rig.Connect();
        using SharedPayload payload = SharedPayload.Create(rig.Loop, []);

        Assert.That(server.Send(payload), Is.EqualTo(SendOutcome.Sent));
        Assert.That(server.QueuedBytes, Is.Zero);
    }

    /// <summary>A peer that does not read must not be able to turn a few bytes into many blocks.</summary>
    [Test]
    public void Small_sends_between_payloads_share_a_block()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        using (SharedPayload payload = SharedPayload.Create(rig.Loop, "payload "u8))
        {
            for (int round = 0; round < 100; round++)
            {
                server.Send("own "u8);
                server.Send(payload);
            }
        }

        rig.Settle();
        Assert.That((rig.Loop.Core.Blocks.Rented, rig.Loop.Core.SmallBlocks.Rented), Is.EqualTo((1, 1)));

        kernel.Allowance = int.MaxValue;
        rig.Until(() => client.Count == 1_200);
        Assert.That(client.Text, Is.EqualTo(string.Concat(Enumerable.Repeat("own payload ", 100))));
        Assert.That((rig.Loop.Core.Blocks.Rented, rig.Loop.Core.SmallBlocks.Rented), Is.EqualTo((0, 0)));
    }

    /// <summary>A block for each short line would be fifteen times what a slow reader is allowed.</summary>
    [Test]
    public void What_waits_takes_little_more_memory_than_it_has_bytes()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        byte[] expected = TestBytes.Make(35 * 5_000);
        for (int sent = 0; sent < expected.Length; sent += 35)
        {
            using SharedPayload payload = SharedPayload.Create(rig.Loop, expected.AsSpan(sent, 35));
            server.Send(payload);
            if (sent == 0)
                rig.Settle();
        }

        int taken = (rig.Loop.Core.SmallBlocks.Rented * BlockPool.SmallBlockSize) + (rig.Loop.Core.Blocks.Rented * BlockPool.BlockSize);
        Assert.That(taken, Is.LessThan(server.QueuedBytes * 1.1));

        kernel.Allowance = long.MaxValue;
        rig.Until(() => client.Count == expected.Length);
        Assert.That(client.Bytes, Is.EqualTo(expected));
        Assert.That((rig.Loop.Core.SmallBlocks.Rented, rig.Loop.Core.Blocks.Rented), Is.EqualTo((0, 0)));
    }

    [TestCase(1, 1), TestCase(64, 1), TestCase(65, 1), TestCase(500, 1), TestCase(2_000, 2)]
    public void However_many_are_sent_in_a_turn_few_calls_do(int payloads, int calls)
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        byte[] expected = TestBytes.Make(100 * payloads);
        long before = kernel.Sends + kernel.GatheredSends;
        for (int sent = 0; sent < expected.Length; sent += 100)
        {
            using SharedPayload payload = SharedPayload.Create(rig.Loop, expected.AsSpan(sent, 100));
            server.Send(payload);
        }

        rig.Until(() => client.Count == expected.Length);
        Assert.That(kernel.Sends + kernel.GatheredSends - before, Is.EqualTo(calls));
        Assert.That(client.Bytes, Is.EqualTo(expected));
    }
}
