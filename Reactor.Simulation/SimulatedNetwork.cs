using System.Net;
using Reactor.Simulation.Network;

namespace Reactor.Simulation;

/// <summary>What lies between the hosts of a simulation: links and names. Everything may be changed while it runs.</summary>
/// <remarks>It belongs to the simulation's thread.</remarks>
public sealed class SimulatedNetwork
{
    private readonly Simulation _simulation;
    private readonly Dictionary<string, IPAddress[]> _names = new(StringComparer.OrdinalIgnoreCase);

    internal SimulatedNetwork(Simulation simulation)
    {
        _simulation = simulation;
    }

    /// <summary>The latency of links that were not given one of their own; 100 to 500 µs at first.</summary>
    public Latency Latency
    {
        get => Paths.DefaultLatency;
        set => Paths.DefaultLatency = value;
    }

    /// <summary>How long it takes to resolve a name.</summary>
    public Latency NameLatency { get; set; } = Latency.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5));

    private Paths Paths => _simulation.World.Paths;

    /// <summary>The link between two hosts, in both directions.</summary>
    /// <param name="one">One of them.</param>
    /// <param name="other">The other; the same one for its loopback.</param>
    public SimulatedLink Between(SimulatedHost one, SimulatedHost other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return new SimulatedLink(_simulation.World, Paths.From(one, other), Paths.From(other, one));
    }

    /// <summary>One direction only.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    public SimulatedLink From(SimulatedHost from, SimulatedHost to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        return new SimulatedLink(_simulation.World, Paths.From(from, to));
    }

    /// <summary>Cuts a host off from all others, also from those that are added later.</summary>
    /// <param name="host">The host.</param>
    public void Isolate(SimulatedHost host)
    {
        ForOthers(host, static link => link.Partition());
        Paths.SetIsolated(host, isolated: true);
    }

    /// <summary>Undoes <see cref="Isolate"/>, and every other partition of the host.</summary>
    /// <param name="host">The host.</param>
    public void Rejoin(SimulatedHost host)
    {
        Paths.SetIsolated(host, isolated: false);
        ForOthers(host, static link => link.Heal());
    }

    /// <summary>Gives a name its addresses, or other ones. The name of every host is known already.</summary>
    /// <param name="name">The name.</param>
    /// <param name="addresses">What it resolves to, in this order; none to make it unknown.</param>
    public void SetName(string name, params IPAddress[] addresses)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(addresses);
        _names[name] = [.. addresses];
    }

    internal IPAddress[] Resolve(string name) =>
        _names.GetValueOrDefault(name) ?? (_simulation.Find(name) is { } host ? [host.Address, host.IPv6Address] : []);

    private void ForOthers(SimulatedHost host, Action<SimulatedLink> action)
    {
        ArgumentNullException.ThrowIfNull(host);
        foreach (SimulatedHost other in _simulation.Hosts)
        {
            if (other != host)
            {
                action(Between(host, other));
            }
        }
    }
}
