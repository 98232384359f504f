using EchoServer;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Handlers;
using Reactor.Simulation;

namespace Reactor.Tests.Samples;

/// <summary>The echo sample, as it is, on a simulated host.</summary>
public sealed class SimulatedEchoServerTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(10);

    [Test]
    public void It_echoes_on_a_bad_day([Range(1, 50)] int seed)
    {
        using Reactor.Simulation.Simulation simulation = new(seed);
        SimulatedHost server = Start(simulation), client = simulation.AddHost("client");
        List<Client> clients = [];
        for (int number = 0; number < 10; number++)
        {
            clients.Add(new Client(length: 10_000 * number));
            client.Loop.Connect(server.At(7000), clients[number]);
        }

        // Whatever cannot break a connection that is made.
        simulation.Faults = FaultPlan.Stormy with { ConnectionReset = 0, AcceptAborted = 0, OutOfMemory = 0, OutOfBuffers = 0 };
        simulation.RunUntil(() => clients.TrueForAll(each => each.Reason is not null), TimeSpan.FromMinutes(10));

        Assert.That(clients.ConvertAll(each => each.Reason!.Value.Kind), Is.All.EqualTo(CloseKind.Completed));
        Assert.That(clients.ConvertAll(each => each.Received), Is.EqualTo(clients.ConvertAll(each => each.Length)));
    }

    [Test]
    public void A_client_that_is_silent_for_an_hour_is_closed_after_its_idle_timeout()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost server = Start(simulation, "--idle-timeout", "90"), client = simulation.AddHost("client");
        Client silent = new(length: 0) { EndsOutput = false };
        client.Loop.Connect(server.At(7000), silent);

        simulation.RunFor(TimeSpan.FromHours(1));

        Assert.That(silent.ClosedAt, Is.GreaterThan(TimeSpan.FromSeconds(90)).And.LessThan(TimeSpan.FromSeconds(91)));
    }

    [Test]
    public void A_client_that_has_ended_its_side_has_as_long_to_take_the_rest_as_any_other([Range(50_000, 800_000, 50_000)] int length)
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost server = Start(simulation, "--write-timeout", "60"), client = simulation.AddHost("client");
        Client slow = new(length) { Pause = TimeSpan.FromSeconds(40) };
        client.Loop.Connect(server.At(7000), slow);

        simulation.RunUntil(() => slow.Reason is not null, TimeSpan.FromMinutes(5));

        Assert.That((slow.Received, slow.Reason!.Value.Kind), Is.EqualTo((slow.Length, CloseKind.Completed)));
    }

    [Test]
    public void It_drains_and_stops()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost server = Start(simulation), client = simulation.AddHost("client");
        Client talker = new(length: 1_000_000);
        client.Loop.Connect(server.At(7000), talker);
        simulation.RunUntil(() => talker.Received > 0);

        server.Loop.BeginStop(s_deadline);
        simulation.RunUntil(() => server.Loop.IsStopped && talker.Reason is not null);

        Assert.That(simulation.Elapsed, Is.LessThan(s_deadline));
        Assert.That(server.Loop.Statistics.OpenConnections, Is.Zero);
    }

    private static SimulatedHost Start(Reactor.Simulation.Simulation simulation, params string[] arguments)
    {
        SimulatedHost server = simulation.AddHost("server");
        Assert.That(EchoOptions.TryParse(["--host", "0.0.0.0", .. arguments], out EchoOptions? options, out string? message), message);
        Task listening = Echo.Start(server.Loop, options!, NullLogger.Instance);
        simulation.RunUntil(() => listening.IsCompletedSuccessfully);
        return server;
    }

    private sealed class Client(int length) : ConnectionHandler
    {
        public int Length => length;

        public bool EndsOutput { get; init; } = true;

        /// <summary>How long nothing is read.</summary>
        public TimeSpan? Pause { get; init; }

        public int Received { get; private set; }

        public CloseReason? Reason { get; private set; }

        public TimeSpan? ClosedAt { get; private set; }

        private TimeSpan _connectedAt;

        protected override void OnConnected()
        {
            _connectedAt = Loop.Now;
            if (Pause is { } pause)
            {
                PauseReading();
                Schedule(pause, ResumeReading);
            }

            Send(new byte[length]);
            if (EndsOutput)
                ShutdownOutput();
        }

        protected override void OnReceived(ReadOnlySpan<byte> bytes) => Received += bytes.Length;

        protected override void OnClosed(CloseReason reason)
        {
            Reason = reason;
            ClosedAt = Loop.Now - _connectedAt;
        }
    }
}
