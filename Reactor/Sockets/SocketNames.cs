using System.Net;
using Reactor.SystemCalls;
using SocketAddress = Reactor.SystemCalls.SocketAddress;

namespace Reactor.Sockets;

/// <summary>Asks the kernel for the addresses of a socket.</summary>
internal static class SocketNames
{
    public static EndPoint? Local(Kernel kernel, int socket)
    {
        Span<byte> address = stackalloc byte[SocketAddress.MaxLength];
        return kernel.GetSocketName(socket, address, out int length) < 0 ? null : SocketAddress.Read(address[..Math.Min(length, address.Length)]);
    }

    public static EndPoint? Remote(Kernel kernel, int socket)
    {
        Span<byte> address = stackalloc byte[SocketAddress.MaxLength];
        return kernel.GetPeerName(socket, address, out int length) < 0 ? null : SocketAddress.Read(address[..Math.Min(length, address.Length)]);
    }
}
