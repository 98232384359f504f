using Reactor.Simulation.Core;
using Reactor.Simulation.Sockets;

namespace Reactor.Simulation.Network;

/// <summary>Who is where, and the ways between them.</summary>
internal sealed class Paths(World world)
{
    private readonly Dictionary<UInt128, SimulatedHost> _hosts = [];
    private readonly Dictionary<(int From, int To), NetworkPath> _paths = [];
    private readonly HashSet<SimulatedHost> _isolated = [];

    /// <summary>The latency of every path that was not given one of its own.</summary>
    public Latency DefaultLatency { get; set; } = Latency.Between(TimeSpan.FromMicroseconds(100), TimeSpan.FromMicroseconds(500));

    public void Add(SimulatedHost host)
    {
        _hosts.Add(host.Sockets.IPv4.Address, host);
        _hosts.Add(host.Sockets.IPv6.Address, host);
    }

    /// <summary>The host that an address belongs to, as seen from another; null when it is nobody's.</summary>
    public SimulatedHost? HostOf(SimulatedHost from, Endpoint target) =>
        target.IsLoopback ? from : _hosts.GetValueOrDefault(target.Address);

    /// <summary>Remembers who is cut off, for the paths that there are not yet.</summary>
    public void SetIsolated(SimulatedHost host, bool isolated)
    {
        if (isolated)
        {
            _isolated.Add(host);
        }
        else
        {
            _isolated.Remove(host);
        }
    }

    public NetworkPath From(SimulatedHost from, SimulatedHost to)
    {
        if (!_paths.TryGetValue((from.Number, to.Number), out NetworkPath? path))
        {
            path = new NetworkPath(world, this, from, to);
            _paths.Add((from.Number, to.Number), path);
            if (from != to && (_isolated.Contains(from) || _isolated.Contains(to)))
            {
                path.Partition();
            }
        }

        return path;
    }
}
