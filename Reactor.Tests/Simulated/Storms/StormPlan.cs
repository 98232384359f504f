using Reactor.Simulation;

namespace Reactor.Tests.Simulated.Storms;

/// <summary>What one run does, all of it drawn from its seed.</summary>
internal sealed class StormPlan
{
    public StormPlan(long seed)
    {
        Random = new Random((int)seed);
        Faults = (FaultPlan.Stormy with { DescriptorLimit = 24 }).Swarm(seed);
        Clients = Random.Next(1, 4);
        Sessions = Random.Next(1, 13);
        LowersDescriptorLimit = Random.Next(3) == 0;
        MovesNetwork = Random.Next(2) == 0;
        HasLongPartitions = MovesNetwork && Random.Next(10) == 0;
        ConnectsByName = Random.Next(4) == 0;
    }

    public Random Random { get; }

    public FaultPlan Faults { get; }

    /// <summary>How many hosts connect to the server.</summary>
    public int Clients { get; }

    /// <summary>How many sessions all of them complete.</summary>
    public int Sessions { get; }

    public bool LowersDescriptorLimit { get; }

    public bool MovesNetwork { get; }

    /// <summary>Whether partitions may last until TCP gives up, a quarter of an hour.</summary>
    public bool HasLongPartitions { get; }

    /// <summary>Whether one of the clients looks the server up by its name.</summary>
    public bool ConnectsByName { get; }

    /// <summary>
    /// Whether a connection may break through no fault of ours: it is reset on its way, before it is accepted, because there is no memory
    /// to register it, or because nothing gets through for too long. Without these every session must come to its proper end at the first attempt that connects.
    /// </summary>
    public bool BreaksConnections => HasLongPartitions || Faults.ConnectionReset > 0 || Faults.AcceptAborted > 0 || Faults.OutOfMemory > 0;
}
