using System.Net.Sockets;
using Reactor.Simulation.Core;
using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

/// <summary>The sockets of one host: which kinds there are, which addresses and names are taken, and where packets go.</summary>
internal sealed class HostSockets(SimulatedHost host, World world)
{
    public SimulatedHost Host => host;

    public PortTable Ports { get; } = new(world);

    public UnixNames UnixNames { get; } = new();

    /// <summary>The addresses of the host itself, the loopback ones left aside.</summary>
    public Endpoint IPv4 { get; } = Endpoint.From(host.Address, 0);

    public Endpoint IPv6 { get; } = Endpoint.From(host.IPv6Address, 0);

    public bool Has(Endpoint endpoint) =>
        endpoint.IsAny || endpoint.IsLoopback || endpoint.Address == IPv4.Address || endpoint.Address == IPv6.Address;

    /// <returns>0 with the socket, or <c>-errno</c>.</returns>
    public int Create(AddressFamily family, SocketType type, out SocketFile? socket)
    {
        socket = null;
        if (type != SocketType.Stream)
        {
            return type < 0 ? -Errno.EINVAL : -Errno.EPROTONOSUPPORT;
        }

        switch (family)
        {
            case AddressFamily.InterNetwork or AddressFamily.InterNetworkV6:
                socket = new TcpSocket(world, this, family);
                return 0;
            case AddressFamily.Unix:
                socket = new UnixSocket(UnixNames);
                return 0;
            default:
                return -Errno.EAFNOSUPPORT;
        }
    }

    /// <summary>Finds the address that packets to a target leave from.</summary>
    /// <param name="family">The family of the socket.</param>
    /// <param name="ipv6Only">Whether an IPv6 socket may not reach IPv4.</param>
    /// <param name="target">Any address stands for this host, as it does in Linux.</param>
    /// <param name="source">The address.</param>
    /// <returns>0, or <c>-errno</c>.</returns>
    public int Route(AddressFamily family, bool ipv6Only, ref Endpoint target, out Endpoint source)
    {
        source = default;
        bool ipv4 = target.IsIPv4 || family == AddressFamily.InterNetwork;
        if (ipv4 && ipv6Only)
        {
            return -Errno.ENETUNREACH;
        }

        if (target.IsAny)
        {
            target = Endpoint.Loopback(ipv4, target.Port);
        }

        bool own = target.IsLoopback || target.Address == IPv4.Address || target.Address == IPv6.Address;
        source = own ? target with { Port = 0 } : ipv4 ? IPv4 : IPv6;
        return 0;
    }
}
