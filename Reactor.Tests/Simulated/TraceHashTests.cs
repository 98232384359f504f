using System.Net;
using Reactor.Handlers;
using Reactor.Simulation;

namespace Reactor.Tests.Simulated;

public sealed class TraceHashTests
{
    /// <summary>What <see cref="Play"/> comes to in every process. It changes whenever the simulation does: then put the new value here.</summary>
    private const ulong Golden = 3_622_301_295_562_346_491;

    [Test]
    public void The_hash_is_the_same_in_every_process() => Assert.That(Play("hello", FaultPlan.Stormy), Is.EqualTo(Golden));

    [Test]
    public void Other_bytes_of_the_same_length_are_another_run() =>
        Assert.That(Play("hello", FaultPlan.None), Is.Not.EqualTo(Play("hallo", FaultPlan.None)));

    private static ulong Play(string message, FaultPlan faults)
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 2026) { Faults = faults };
        SimulatedHost server = simulation.AddHost("server"), client = simulation.AddHost("client");
        server.Loop.Listen(new IPEndPoint(IPAddress.Any, 7000), () => new Echo());
        for (int number = 0; number < 5; number++)
        {
            client.Loop.Connect(new DnsEndPoint("server", 7000), new Talker(message));
        }

        simulation.RunFor(TimeSpan.FromMinutes(1));
        return simulation.TraceHash;
    }

    private sealed class Echo : ConnectionHandler
    {
        protected override void OnReceived(ReadOnlySpan<byte> bytes) => Send(bytes);
    }

    private sealed class Talker(string message) : ConnectionHandler
    {
        protected override void OnConnected() => ScheduleRepeating(TimeSpan.FromSeconds(1), () => Send(System.Text.Encoding.ASCII.GetBytes(message)));

        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
        }
    }
}
