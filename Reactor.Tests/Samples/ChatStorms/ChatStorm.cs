using ChatServer;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Simulation;

namespace Reactor.Tests.Samples.ChatStorms;

/// <summary>
/// The chat server and people who talk to it and to each other, under every fault at once. Everybody must hear exactly what the oracle
/// foretells, nothing more, nothing less, in this order; who loses the connection hears a beginning of it. When the storm is over the
/// server must know what the oracle knows, and then it stops in order.
/// </summary>
internal sealed class ChatStorm
{
    public const int Port = 6667;

    private static readonly TimeSpan s_patience = TimeSpan.FromHours(2);

    private readonly List<SimulatedHost> _hosts = [];
    private readonly List<Player> _players = [];

    public ChatStorm(Reactor.Simulation.Simulation simulation)
    {
        Plan = new ChatStormPlan(simulation.Seed);
        Simulation = simulation;
        Server = simulation.AddHost("server");
        for (int number = 1; number <= Plan.Hosts; number++)
            _hosts.Add(simulation.AddHost($"client {number}"));
        Task<Chat> starting = Chat.Start(Server.Loop, Plan.Options, NullLogger.Instance);
        simulation.RunUntil(() => starting.IsCompletedSuccessfully);
        Chat = starting.Result;
        Witness = new OracleWitness(Chat, new Oracle(Plan.Rules, () => Chat.UtcNow));
        Chat.Witness = Witness;
    }

    public ChatStormPlan Plan { get; }

    public Reactor.Simulation.Simulation Simulation { get; }

    public SimulatedHost Server { get; }

    public Chat Chat { get; }

    public OracleWitness Witness { get; }

    public bool IsOver { get; private set; }

    public void Play()
    {
        Simulation.Faults = Plan.Faults;
        for (int number = 1; number <= Plan.Players; number++)
            _players.Add(new Player(this, _hosts[number % _hosts.Count], number));
        _players.ForEach(player => player.Connect());
        Rage();
        Calm();
        Stop();
    }

    private void Rage()
    {
        for (int strikes = Plan.Random.Next(1, 12); strikes > 0 && !AllDone(); strikes--)
        {
            Simulation.RunFor(TimeSpan.FromMilliseconds(Plan.Random.Next(1, 1_500)));
            Strike();
            if (Plan.MovesNetwork && Plan.Random.Next(10) == 0)
                Simulation.RunFor(TimeSpan.FromMinutes(Plan.Random.Next(1, 20)));
        }

        IsOver = true;
    }

    private void Strike()
    {
        SimulatedHost host = _hosts[Plan.Random.Next(_hosts.Count)];
        SimulatedLink link = Simulation.Network.Between(Server, host);
        switch (Plan.Random.Next(6))
        {
            case 0 when Plan.MovesNetwork:
                link.Partition();
                break;
            case 1 when Plan.MovesNetwork:
                Simulation.Network.From(Server, host).Partition();
                break;
            case 2 when Plan.MovesNetwork:
                link.Clog(TimeSpan.FromMilliseconds(Plan.Random.Next(1, 5_000)));
                break;
            case 3:
                (Plan.Random.Next(2) == 0 ? Server : host).Stall(TimeSpan.FromMilliseconds(Plan.Random.Next(1, 1_000)));
                break;
            case 4 when Plan.LowersDescriptorLimit:
                Server.DescriptorLimit = Plan.Random.Next(6, 12);
                break;
            default:
                Mend();
                break;
        }
    }

    private void Mend()
    {
        Server.DescriptorLimit = 20_000;
        _hosts.ForEach(host => Simulation.Network.Between(Server, host).Heal());
    }

    private void Calm()
    {
        Mend();
        Simulation.Faults = FaultPlan.None;
        _players.ForEach(player => player.Session?.Finish());
        Simulation.RunUntil(() => AllDone(), s_patience);

        // Whom a lost reset has left behind on the server goes when it does not answer.
        Simulation.RunUntil(() => Witness.People.Count == _players.Count(player => player.Session is not null), s_patience);
        Simulation.RunUntilQuiet();
        _players.ForEach(player => player.Session?.CheckHeardAll());
        Check();
    }

    private void Stop()
    {
        Server.Loop.BeginStop(TimeSpan.FromMinutes(1));
        Simulation.RunUntil(() => Server.Loop.IsStopped && _players.TrueForAll(player => player.Session is null), s_patience);
        _hosts.ForEach(host => host.Loop.BeginStop(TimeSpan.FromMinutes(1)));
        Simulation.RunUntil(() => Simulation.Hosts.All(host => host.Loop.IsStopped), s_patience);
        Assert.That(Witness.People, Is.Empty);
        Check();
        ChatInvariants.CheckNothingIsLeft(Chat);
    }

    private void Check()
    {
        Witness.Settle();
        ChatInvariants.Check(Chat, Witness.People.Keys);
        OracleComparison.Check(Witness);
    }

    private bool AllDone() => _players.TrueForAll(player => player.IsDone);
}
