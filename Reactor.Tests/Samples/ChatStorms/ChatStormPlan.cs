using ChatServer;
using Reactor.Simulation;

namespace Reactor.Tests.Samples.ChatStorms;

/// <summary>What one run does, all of it drawn from its seed.</summary>
internal sealed class ChatStormPlan
{
    public ChatStormPlan(long seed)
    {
        Random = new Random((int)seed);
        Faults = (FaultPlan.Stormy with { ConnectionReset = 0.0005, DescriptorLimit = 24 }).Swarm(seed);
        Hosts = Random.Next(1, 4);
        Players = Random.Next(2, 9);
        Lines = Random.Next(10, 60);
        MovesNetwork = Random.Next(3) == 0;
        LowersDescriptorLimit = Random.Next(4) == 0;
        StopsReading = Random.Next(3) == 0;
        int sendQueue = Random.Next(3) == 0 ? Random.Next(600, 6_000) : 1024 * 1024;
        int perAddress = Random.Next(4) == 0 ? 2 : 0;
        bool isFloodGuarded = Random.Next(4) == 0;
        Rules = new OracleRules { MaxPerAddress = perAddress, MayTruncate = sendQueue < 1024 * 1024 };
        Options = new ChatOptions
        {
            Host = "0.0.0.0",
            Name = Rules.Server,
            Network = Rules.Network,
            OperatorName = Rules.OperatorName,
            OperatorPassword = Rules.OperatorPassword,
            MaxPerAddress = Rules.MaxPerAddress,
            MaxTargets = Rules.MaxTargets,
            MaxChannels = Rules.MaxChannels,
            NickLength = Rules.MaxNick,
            TopicLength = Rules.MaxTopic,
            SendQueue = sendQueue,
            FloodRate = isFloodGuarded ? 10 : 0,
            FloodBurst = isFloodGuarded ? 5 : 0,
            PingTimeout = TimeSpan.FromSeconds(Random.Next(2) == 0 ? 20 : 240),
        };
    }

    public Random Random { get; }

    public FaultPlan Faults { get; }

    public OracleRules Rules { get; }

    public ChatOptions Options { get; }

    /// <summary>From how many hosts people come.</summary>
    public int Hosts { get; }

    public int Players { get; }

    /// <summary>How many lines each of them says.</summary>
    public int Lines { get; }

    public bool MovesNetwork { get; }

    public bool LowersDescriptorLimit { get; }

    /// <summary>Whether some stop reading for a while, so that output piles up at the server.</summary>
    public bool StopsReading { get; }

    /// <summary>
    /// Whether a connection may break through no fault of ours. Without that every one must end in order: with its last line, and then the end.
    /// </summary>
    public bool BreaksConnections =>
        Rules.MayTruncate || StopsReading || MovesNetwork || Faults.ConnectionReset > 0 || Faults.AcceptAborted > 0 || Faults.OutOfMemory > 0;
}
