using Reactor.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

/// <summary>How many system calls output takes.</summary>
public sealed class SendCostTests
{
    [Test]
    public void Large_bytes_go_out_at_once_from_the_callers_memory()
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();

        Assert.That(server.Send(new byte[40_000]), Is.EqualTo(SendOutcome.Sent));

        Assert.That(kernel.Asked, Is.EqualTo(new[] { 40_000 }), "One call, no turn needed.");
        Assert.That(rig.Loop.Core.Blocks.Rented + rig.Loop.Core.Blocks.SpareCount, Is.Zero, "No copy was ever made.");
        Assert.That(client.Count, Is.EqualTo(40_000));
    }

    [Test]
    public void Small_sends_of_one_callback_are_one_call()
    {
        CountingKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        Probe server = new();
        server.Received = (probe, _) =>
        {
            for (int index = 0; index < 20; index++)
                probe.Send("word ");
        };
        RawClient client = rig.Connect(server);

        client.Send("go");
        rig.Until(() => client.Count == 100);

        Assert.That(kernel.Sends + kernel.GatheredSends, Is.EqualTo(1));
    }

    [Test]
    public void Fifty_sends_from_elsewhere_are_one_call_to_each_peer()
    {
        CountingKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe Server, RawClient Client)[] peers = [rig.Connect(), rig.Connect(), rig.Connect()];

        rig.Loop.Defer(() =>
        {
            for (int index = 0; index < 50; index++)
            {
                foreach ((Probe server, RawClient _) in peers)
                    server.Send("word ");
            }
        });
        rig.Loop.RunOnce(TimeSpan.Zero);

        Assert.That(kernel.Sends + kernel.GatheredSends, Is.EqualTo(3));
        Assert.That(peers.Select(static peer => peer.Client.Count), Is.All.EqualTo(250));
    }

    [Test]
    public void What_the_own_callback_adds_goes_out_with_what_came_from_elsewhere()
    {
        CountingKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Received = static (probe, _) => probe.Send("own") };
        RawClient client = rig.Connect(server);

        server.Send("elsewhere, ");
        client.Send("go");
        rig.Until(() => client.Text == "elsewhere, own");

        Assert.That(kernel.Sends + kernel.GatheredSends, Is.EqualTo(1));
    }

    [Test]
    public void Many_segments_go_out_in_one_call()
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        byte[] bytes = TestBytes.Make(100_000);
        Probe server = new() { Connected = static probe => probe.Stream.SendBufferSize = 1024 * 1024 };
        server.Received = (probe, _) =>
        {
            foreach (byte[] part in bytes.Chunk(1_000))
                probe.Send(part);
        };
        RawClient client = rig.Connect(server);

        client.Send("go");
        rig.Until(() => client.Count == bytes.Length);

        Assert.That(kernel.GatheredSends, Is.EqualTo(1));
        Assert.That(kernel.Asked, Is.EqualTo(new[] { 100_000 }));
        Assert.That(client.Bytes.SequenceEqual(bytes));
    }

    // Of the smaller ones: IOV_MAX.
    [Test]
    public void More_segments_than_one_call_takes_go_out_in_several()
    {
        CountingKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        byte[] bytes = TestBytes.Make(3_000);

        foreach (byte one in bytes)
        {
            using SharedPayload payload = SharedPayload.Create(rig.Loop, [one]);
            server.Send(payload);
        }

        rig.Until(() => client.Count == bytes.Length);

        Assert.That(client.Bytes.SequenceEqual(bytes));
        Assert.That(kernel.GatheredSends, Is.LessThan(100));
    }

    // Bug 31, Bug 32
    [Test]
    public void Writable_is_watched_only_while_output_waits()
    {
        FullKernel kernel = new() { Allowance = 100 };
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        Assert.That(server.Interest, Is.EqualTo(Interest.Read));

        server.Send(new byte[200]);
        rig.Settle();
        Assert.That(server.Interest, Is.EqualTo(Interest.Read | Interest.Write));

        kernel.Allowance = long.MaxValue;
        rig.Until(() => client.Count == 200);
        Assert.That(server.Interest, Is.EqualTo(Interest.Read));
    }

    [Test]
    public void A_close_from_elsewhere_tells_epoll_nothing()
    {
        CountingKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        long before = kernel.EpollAdds + kernel.EpollModifies + kernel.EpollDeletes;

        server.Send("bye");
        server.Close();
        rig.Until(() => client.HasEnded);

        Assert.That(kernel.EpollAdds + kernel.EpollModifies + kernel.EpollDeletes, Is.EqualTo(before));
        Assert.That(client.Text, Is.EqualTo("bye"));
    }
}
