using System.Net;
using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.Tests.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Simulated;

/// <summary>A simulated kernel hands out the lowest free number too, also one that was closed behind its loop's back.</summary>
public sealed class LostDescriptorTests
{
    [Test] // Bug 8
    public void A_number_that_was_closed_elsewhere_belongs_to_its_new_connection_alone()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1) { FailsOnFault = false };
        SimulatedHost server = simulation.AddHost("server"), client = simulation.AddHost("client");
        List<Probe> accepted = [];
        server.Loop.Listen(new IPEndPoint(IPAddress.Any, 7000), () =>
        {
            accepted.Add(new Probe());
            return accepted[^1];
        });

        // The first makes the listener take its spare descriptors, so that the next number is the second's.
        client.Loop.Connect(server.At(7000), new Probe());
        simulation.RunUntil(() => accepted.Count == 1);
        SimulatedPipe pipe = server.CreatePipe();
        ActionHandler stranger = new();
        Registration lost = server.Loop.Register(pipe.Reader, Interest.Read, stranger, ownsHandle: true);
        server.Kernel.Close(lost.Descriptor);
        Probe second = new();
        client.Loop.Connect(server.At(7000), second);
        simulation.RunUntil(() => accepted.Count == 2 && second.IsConnected);
        Assert.That((accepted[1].Stream.Descriptor, lost.IsLive), Is.EqualTo((lost.Descriptor, false)));

        lost.Dispose();
        second.Send("x");
        simulation.RunUntil(() => accepted[1].ReceivedCount == 1);

        Assert.That((stranger.Reads, stranger.Hangups, server.Loop.Statistics.Faults), Is.EqualTo((0, 0, 1)));
        pipe.Writer.Dispose();
    }
}
