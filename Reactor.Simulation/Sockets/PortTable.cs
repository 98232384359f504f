using Reactor.Simulation.Core;
using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

/// <summary>Which TCP ports of a host are taken, and by whom.</summary>
internal sealed class PortTable(World world)
{
    // net.ipv4.ip_local_port_range.
    private const int FirstEphemeral = 32_768;
    private const int LastEphemeral = 60_999;

    private readonly Dictionary<ushort, List<TcpSocket>> _ports = [];
    private int _nextEphemeral = FirstEphemeral + world.Order.Below(LastEphemeral - FirstEphemeral + 1);

    /// <summary>Gives a socket a local address, and a port if it asks for none in particular.</summary>
    /// <returns>0, or <c>-errno</c>.</returns>
    public int Bind(TcpSocket socket, ref Endpoint endpoint)
    {
        if (endpoint.Port == 0)
        {
            if (!TryPickEphemeral(out ushort port))
            {
                return -Errno.EADDRINUSE;
            }

            endpoint = endpoint with { Port = port };
        }
        else if (_ports.TryGetValue(endpoint.Port, out List<TcpSocket>? others))
        {
            foreach (TcpSocket other in others)
            {
                if (Overlap(socket, endpoint, other) && !MayShare(socket, other))
                {
                    return -Errno.EADDRINUSE;
                }
            }
        }

        Add(endpoint.Port, socket);
        return 0;
    }

    /// <summary>Before a bound socket begins to listen: two may be bound to one address, but not listen on it.</summary>
    /// <returns>0, or <c>-errno</c>.</returns>
    public int Listen(TcpSocket socket)
    {
        Endpoint local = socket.Local!.Value;
        foreach (TcpSocket other in _ports[local.Port])
        {
            bool shared = socket.Options.ReusePort && other.Options.ReusePort;
            if (other != socket && other.IsListening && !shared && Overlap(socket, local, other))
            {
                return -Errno.EADDRINUSE;
            }
        }

        return 0;
    }

    /// <summary>An accepted connection has its listener's port.</summary>
    public void AddConnection(TcpSocket socket) => Add(socket.Local!.Value.Port, socket);

    public void Release(TcpSocket socket)
    {
        if (socket.Local is not { } local || !_ports.TryGetValue(local.Port, out List<TcpSocket>? sockets))
        {
            return;
        }

        // Searched from the end, and filled from there: what was added last goes first as a rule, and the order of a port means nothing.
        int place = sockets.LastIndexOf(socket);
        if (place < 0)
        {
            return;
        }

        sockets[place] = sockets[^1];
        sockets.RemoveAt(sockets.Count - 1);
        if (sockets.Count == 0)
        {
            _ports.Remove(local.Port);
        }
    }

    /// <summary>The network is partitioned between this host and another.</summary>
    public void OnPartitioned()
    {
        foreach (List<TcpSocket> sockets in _ports.Values)
        {
            foreach (TcpSocket socket in sockets)
            {
                socket.OnPartitioned();
            }
        }
    }

    /// <summary>Whose connection an incoming one becomes: the closest match, and among several that share a port the one that chance picks.</summary>
    public TcpSocket? FindListener(Endpoint target, Endpoint client)
    {
        if (!_ports.TryGetValue(target.Port, out List<TcpSocket>? sockets))
        {
            return null;
        }

        TcpSocket? best = null;
        int bestScore = -1;
        int equals = 0;
        foreach (TcpSocket socket in sockets)
        {
            int score = socket.IsListening ? Score(socket, target) : -1;
            if (score > bestScore)
            {
                (best, bestScore, equals) = (socket, score, 1);
            }
            else if (score >= 0 && score == bestScore && (uint)HashOf(client) % (uint)++equals == 0)
            {
                best = socket;
            }
        }

        return best;
    }

    private static int HashOf(Endpoint client) => (int)((ulong)client.Address * 31 + client.Port * 0x9E37UL);

    private static int Score(TcpSocket socket, Endpoint target)
    {
        Endpoint local = socket.Local!.Value;
        if (local.Address == target.Address)
        {
            return 2;
        }

        bool sameFamily = local.IsIPv4 == target.IsIPv4;
        return !local.IsAny || (!sameFamily && (local.IsIPv4 || socket.Options.IPv6Only)) ? -1 : sameFamily ? 1 : 0;
    }

    private static bool Overlap(TcpSocket socket, Endpoint endpoint, TcpSocket other)
    {
        Endpoint taken = other.Local!.Value;
        if (endpoint.Address == taken.Address)
        {
            return true;
        }

        if (endpoint.IsIPv4 == taken.IsIPv4)
        {
            return endpoint.IsAny || taken.IsAny;
        }

        // :: takes the IPv4 addresses too, unless it was told not to.
        return (!endpoint.IsIPv4 && endpoint.IsAny && !socket.Options.IPv6Only) || (!taken.IsIPv4 && taken.IsAny && !other.Options.IPv6Only);
    }

    private static bool MayShare(TcpSocket socket, TcpSocket other) =>
        (socket.Options.ReusePort && other.Options.ReusePort)
        || (socket.Options.ReuseAddress && other.Options.ReuseAddress && !other.IsListening);

    private void Add(ushort port, TcpSocket socket)
    {
        if (!_ports.TryGetValue(port, out List<TcpSocket>? sockets))
        {
            _ports.Add(port, sockets = []);
        }

        sockets.Add(socket);
    }

    private bool TryPickEphemeral(out ushort port)
    {
        for (int tries = LastEphemeral - FirstEphemeral + 1; tries > 0; tries--)
        {
            port = (ushort)_nextEphemeral;
            _nextEphemeral = _nextEphemeral == LastEphemeral ? FirstEphemeral : _nextEphemeral + 1;
            if (!_ports.ContainsKey(port))
            {
                return true;
            }
        }

        port = 0;
        return false;
    }
}
