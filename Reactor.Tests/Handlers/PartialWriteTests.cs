using CsCheck;
using Reactor.Handlers;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

public sealed class PartialWriteTests
{
    // Behaviour 58
    [TestCase(1)]
    [TestCase(7)]
    [TestCase(4_095)]
    [TestCase(4_097)]
    public void Short_writes_lose_nothing_and_keep_the_order(int most)
    {
        FullKernel kernel = new() { MostPerSend = most };
        using ConnectionRig rig = new(kernel);
        byte[] bytes = TestBytes.Make(most * 40);
        Probe server = new();
        server.Received = (probe, _) =>
        {
            probe.Send(bytes.AsSpan(0, bytes.Length / 2));
            probe.Defer(() => probe.Send(bytes.AsSpan(bytes.Length / 2)));
        };
        RawClient client = rig.Connect(server);

        client.Send("go");
        rig.Until(() => client.Count == bytes.Length);

        Assert.That(client.Bytes.SequenceEqual(bytes));
        Assert.That(server.QueuedBytes, Is.Zero);
        Assert.That(rig.Loop.Core.Blocks.Rented, Is.Zero);
    }

    [TestCase(Errno.EAGAIN)]
    [TestCase(Errno.ENOBUFS)]
    [TestCase(Errno.ENOMEM)]
    [TestCase(Errno.EINTR)]
    public void A_send_that_is_refused_for_now_is_made_again(int error)
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();

        kernel.SendErrors.Enqueue(error);
        server.Send(new byte[5_000]);
        rig.Until(() => client.Count == 5_000);
        kernel.SendErrors.Enqueue(error);
        kernel.SendErrors.Enqueue(error);
        server.Send("small");
        rig.Until(() => client.Count == 5_005);

        Assert.That(server.IsOpen);
        Assert.That(server.QueuedBytes, Is.Zero);
    }

    [Test]
    public void Whatever_the_kernel_takes_the_bytes_arrive_in_order() =>
        Gen.Select(Gen.Int[1, 9_000].Array[1, 12], Gen.Int[0, 2].Array[12], Gen.Int[1, 6_000].Array[1, 40])
            .Sample(Play, iter: 60, threads: 1);

    private static void Play(int[] lengths, int[] kinds, int[] takes)
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        byte[] bytes = TestBytes.Make(lengths.Sum());
        int start = 0;
        for (int index = 0; index < lengths.Length; index++)
        {
            SendOne(rig.Loop, server, bytes.AsSpan(start, lengths[index]), kinds[index]);
            start += lengths[index];
            kernel.Allowance = takes[index % takes.Length];
            rig.Loop.RunOnce(TimeSpan.Zero);
        }

        for (int index = 0; client.Count < bytes.Length; index++)
        {
            kernel.Allowance = takes[index % takes.Length];
            rig.Loop.RunOnce(TimeSpan.Zero);
        }

        Assert.That(client.Bytes.SequenceEqual(bytes));
        Assert.That(rig.Loop.Core.Blocks.Rented, Is.Zero);
    }

    private static void SendOne(EventLoop loop, Probe server, ReadOnlySpan<byte> bytes, int kind)
    {
        if (kind == 0)
        {
            using SharedPayload payload = SharedPayload.Create(loop, bytes);
            server.Send(payload);
        }
        else if (kind == 1)
        {
            server.Send(bytes);
        }
        else
        {
            server.Send(bytes[..(bytes.Length / 2)]);
            server.Send(bytes[(bytes.Length / 2)..]);
        }
    }
}
