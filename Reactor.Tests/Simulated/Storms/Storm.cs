using System.Net;
using System.Net.Sockets;
using Reactor.Handlers;
using Reactor.Simulation;

namespace Reactor.Tests.Simulated.Storms;

/// <summary>
/// An echo server and its clients under every fault at once. When the storm is over, every session must come to its end, with every byte
/// back, in order, once; then the server stops in order, and nothing is left.
/// </summary>
internal sealed class Storm
{
    /// <summary>
    /// Patient clocks: a partition that lasts is no reason to give up, so whatever does not come to its end is a fault. But who is silent for
    /// too long is given up: a reset that is lost in a partition leaves the other side with half a connection, and nothing else tells it.
    /// </summary>
    public static readonly ConnectionOptions Options = new()
    {
        CloseTimeout = TimeSpan.FromMinutes(20),
        WriteTimeout = TimeSpan.FromMinutes(20),
        IdleTimeout = TimeSpan.FromMinutes(25),
    };

    private static readonly TimeSpan s_patience = TimeSpan.FromHours(2);

    private readonly List<Session> _sessions = [];

    public Storm(Reactor.Simulation.Simulation simulation)
    {
        Plan = new StormPlan(simulation.Seed);
        Simulation = simulation;
        Server = Simulation.AddHost("server");
        for (int number = 1; number <= Plan.Clients; number++)
            Clients.Add(Simulation.AddHost($"client {number}"));
    }

    public StormPlan Plan { get; }

    public Reactor.Simulation.Simulation Simulation { get; }

    public SimulatedHost Server { get; }

    public List<SimulatedHost> Clients { get; } = [];

    /// <summary>Where a client finds the server.</summary>
    public EndPoint AddressFor(SimulatedHost client) =>
        Plan.ConnectsByName && client == Clients[0] ? new DnsEndPoint("server", 7000, AddressFamily.InterNetwork) : Server.At(7000);

    public int Served { get; set; }

    public int ServedEnds { get; set; }

    public bool IsOver { get; private set; }

    /// <summary>The client ends of the connections that their clients have reset; of these the server may see a failure.</summary>
    public HashSet<EndPoint> Aborted { get; } = [];

    public void Play()
    {
        Server.Loop.Listen(new IPEndPoint(IPAddress.Any, 7000), () => new EchoSession(this) { Options = Options }, new ListenOptions { Backlog = 8 });
        Simulation.Faults = Plan.Faults;
        for (int number = 1; number <= Plan.Sessions; number++)
            _sessions.Add(new Session(this, Clients[number % Clients.Count], number));
        _sessions.ForEach(session => session.Begin());
        new TimerProbe(this, Server).Begin();

        Rage();
        Calm();
        Stop();
    }

    /// <summary>Something is wrong. A simulation ends when a callback throws.</summary>
    public static void Complain(string complaint) => throw new AssertionException($"{complaint}.");

    private void Rage()
    {
        Nemesis nemesis = new(this);
        for (int strikes = Plan.Random.Next(1, 20); strikes > 0 && !AllComplete(); strikes--)
        {
            Simulation.RunFor(TimeSpan.FromMilliseconds(Plan.Random.Next(1, 1_000)));
            nemesis.Strike();
            if (Plan.HasLongPartitions && Plan.Random.Next(8) == 0)
                Simulation.RunFor(TimeSpan.FromMinutes(Plan.Random.Next(1, 20)));
        }

        nemesis.Calm();
        IsOver = true;
    }

    private void Calm()
    {
        Simulation.Faults = FaultPlan.None;
        Simulation.RunUntil(() => AllComplete(), s_patience);
        Simulation.RunUntil(() => Server.Loop.Statistics.OpenConnections == 0, s_patience);
        if (Served != ServedEnds)
            Assert.Fail($"{Served} connections were served, but {ServedEnds} have ended.");
    }

    private void Stop()
    {
        foreach (SimulatedHost host in Simulation.Hosts)
            host.Loop.BeginStop(TimeSpan.FromSeconds(5));
        Simulation.RunUntil(() => Simulation.Hosts.All(host => host.Loop.IsStopped), s_patience);
    }

    private bool AllComplete() => _sessions.TrueForAll(session => session.IsComplete);
}
