using System.Net;
using System.Runtime.CompilerServices;

namespace Reactor.Sockets;

/// <summary>
/// What the Unix peers of closed sockets were called, for as long as somebody holds the socket. Few peers have a name, so it is kept
/// beside the sockets: a place for it in each would cost every idle connection memory.
/// </summary>
internal sealed class PeerNames
{
    private ConditionalWeakTable<StreamSocket, EndPoint>? _names;

    /// <summary>Keeps the name when a socket closes, which is the last moment to ask the kernel for it.</summary>
    public void Keep(StreamSocket socket, EndPoint? name)
    {
        if (name is not null)
        {
            _names ??= [];
            _names.Add(socket, name);
        }
    }

    public EndPoint? Of(StreamSocket socket) => _names is { } names && names.TryGetValue(socket, out EndPoint? name) ? name : null;
}
