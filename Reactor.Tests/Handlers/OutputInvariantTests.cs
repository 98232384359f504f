using CsCheck;
using Reactor.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

/// <summary>Whatever happens, the loop does not sleep on work: it has some pending, or epoll or a timer will wake it.</summary>
public sealed class OutputInvariantTests
{
    private enum Step
    {
        SendSmall,
        SendLarge,
        SendInCallback,
        SendPayload,
        Pause,
        Resume,
        ShutdownOutput,
        Close,
        Abort,
        PeerSends,
        PeerEnds,
        PeerResets,
        KernelTakesSome,
        KernelTakesAll,
        KernelTakesNothing,
        TakeTurn,
    }

    // Bug 32
    [Test]
    public void Queued_output_has_writable_armed_or_work_pending() =>
        Gen.Enum<Step>().Array[1, 40].Sample(Play, iter: 400, threads: 1);

    private static void Play(Step[] steps)
    {
        FullKernel kernel = new() { Allowance = 5_000 };
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = new ConnectionOptions { HighWaterMark = 4_000, LowWaterMark = 1_000 } };
        server.Received = static (probe, bytes) => probe.Send(bytes);
        RawClient client = rig.Connect(server);
        foreach (Step step in steps)
        {
            Take(step, kernel, rig, server, client);
            AssertAwake(rig, server, step);
        }

        Finish(kernel, rig, server, client);
    }

    private static void Take(Step step, FullKernel kernel, ConnectionRig rig, Probe server, RawClient client)
    {
        switch (step)
        {
            case Step.SendSmall:
                server.Send(new byte[100]);
                break;
            case Step.SendLarge:
                server.Send(new byte[6_000]);
                break;
            case Step.SendInCallback:
                server.Defer(() => server.Send(new byte[3_000]));
                break;
            case Step.SendPayload:
                using (SharedPayload payload = SharedPayload.Create(rig.Loop, new byte[500]))
                    server.Send(payload);
                break;
            case Step.Pause:
                server.PauseReading();
                break;
            case Step.Resume:
                server.ResumeReading();
                break;
            case Step.ShutdownOutput:
                server.ShutdownOutput();
                break;
            case Step.Close:
                server.Close();
                break;
            case Step.Abort:
                server.Abort();
                break;
            case Step.PeerSends:
                Peer(client, static peer => peer.SendSome(new byte[2_000]));
                break;
            case Step.PeerEnds:
                Peer(client, static peer => peer.ShutdownSend());
                break;
            case Step.PeerResets:
                Peer(client, static peer => peer.Reset());
                break;
            case Step.KernelTakesSome:
                kernel.Allowance = 1_500;
                break;
            case Step.KernelTakesAll:
                kernel.Allowance = long.MaxValue;
                break;
            case Step.KernelTakesNothing:
                kernel.Allowance = 0;
                break;
            default:
                rig.Loop.RunOnce(TimeSpan.Zero);
                break;
        }
    }

    private static void AssertAwake(ConnectionRig rig, Probe server, Step step)
    {
        bool pending = rig.Loop.Core.Connections.HasWork || rig.Loop.Core.Tasks.HasWork;
        if (server.QueuedBytes > 0 && !pending)
            Assert.That(server.Interest.HasFlag(Interest.Write), $"Output waits and nobody will send it, after {step}.");

        if (!server.IsOpen && !server.IsClosed && !pending)
            Assert.That(server.Interest, Is.Not.EqualTo(Interest.None), $"A close waits for nothing, after {step}.");

        Assert.That(server.Count("closed"), Is.LessThanOrEqualTo(1));
        Assert.That(server.WasNested, Is.False);
    }

    /// <summary>However it got here, the connection can be brought to its end, and gives everything back.</summary>
    private static void Finish(FullKernel kernel, ConnectionRig rig, Probe server, RawClient client)
    {
        kernel.Allowance = long.MaxValue;
        server.ResumeReading();
        server.Close();
        client.Dispose();
        rig.Until(() => server.IsClosed);
        rig.Settle();

        Assert.That(server.Count("closed"), Is.EqualTo(1));
        Assert.That(rig.Loop.Core.Blocks.Rented, Is.Zero);
        Assert.That(rig.Loop.Core.Wheel.Count, Is.Zero);
        Assert.That(rig.Loop.Statistics.OpenConnections, Is.Zero);
    }

    private static void Peer(RawClient client, Action<RawClient> action)
    {
        try
        {
            action(client);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or System.Net.Sockets.SocketException)
        {
            // It has reset, or was reset: then it does nothing more.
        }
    }
}
