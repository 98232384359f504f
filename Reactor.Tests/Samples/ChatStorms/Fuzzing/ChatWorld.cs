using ChatServer;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Handlers;
using Reactor.Simulation;

namespace Reactor.Tests.Samples.ChatStorms.Fuzzing;

/// <summary>A server without limits on how fast one may talk, an oracle beside it, and clients that say what they are told to.</summary>
internal sealed class ChatWorld
{
    private readonly SimulatedHost _server;
    private readonly SimulatedHost _host;
    private readonly FuzzClient?[] _clients;

    public ChatWorld(Reactor.Simulation.Simulation simulation, int clients)
    {
        Simulation = simulation;
        _server = simulation.AddHost("server");
        _host = simulation.AddHost("clients");
        _clients = new FuzzClient[clients];
        OracleRules rules = new();
        ChatOptions options = new()
        {
            Host = "0.0.0.0",
            Name = rules.Server,
            Network = rules.Network,
            OperatorName = rules.OperatorName,
            OperatorPassword = rules.OperatorPassword,
            MaxPerAddress = 0,
            MaxTargets = rules.MaxTargets,
            MaxChannels = rules.MaxChannels,
            NickLength = rules.MaxNick,
            TopicLength = rules.MaxTopic,
            SendQueue = 0,
            FloodRate = 0,
            PingTimeout = Timeout.InfiniteTimeSpan,
            RegistrationTimeout = Timeout.InfiniteTimeSpan,
        };
        Task<Chat> starting = Chat.Start(_server.Loop, options, NullLogger.Instance);
        simulation.RunUntil(() => starting.IsCompletedSuccessfully);
        Chat = starting.Result;
        Witness = new OracleWitness(Chat, new Oracle(rules, () => Chat.UtcNow));
        Chat.Witness = Witness;
    }

    public Reactor.Simulation.Simulation Simulation { get; }

    public Chat Chat { get; }

    public OracleWitness Witness { get; }

    /// <summary>Whether a client has no connection.</summary>
    public bool IsNew(int client) => _clients[client] is not { IsOpen: true };

    /// <summary>Lets a client say something; one that has lost its connection makes another first.</summary>
    public void Say(int client, ReadOnlySpan<byte> bytes)
    {
        if (IsNew(client))
        {
            FuzzClient fresh = new(Witness);
            _clients[client] = fresh;
            _host.Loop.Connect(_server.At(6667), fresh);
            Simulation.RunUntil(() => fresh.IsOpen);
        }

        _clients[client]!.Send(bytes);
    }

    /// <summary>Everything that was said has arrived, and been answered: now all must be as the oracle says.</summary>
    public void Check()
    {
        Simulation.RunUntilQuiet();
        foreach (FuzzClient? client in _clients)
            client?.Hearing.CheckComplete();
        Witness.Settle();
        ChatInvariants.Check(Chat, Witness.People.Keys);
        OracleComparison.Check(Witness);
    }

    public void Stop()
    {
        _server.Loop.BeginStop(TimeSpan.FromMinutes(1));
        Simulation.RunUntil(() => _server.Loop.IsStopped && Array.TrueForAll(_clients, client => client is not { HasEnded: false }));
        ChatInvariants.CheckNothingIsLeft(Chat);
        _host.Loop.BeginStop(TimeSpan.FromMinutes(1));
        Simulation.RunUntil(() => _host.Loop.IsStopped);
    }
}
