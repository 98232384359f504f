using System.Net;
using System.Net.Sockets;
using Reactor.SystemCalls;
using SocketAddress = Reactor.SystemCalls.SocketAddress;

namespace Reactor.Sockets;

/// <summary>Makes listening sockets: socket, options, bind, listen.</summary>
internal static class ListenerSocket
{
    /// <param name="kernel">The kernel.</param>
    /// <param name="endPoint">Where to listen.</param>
    /// <param name="options">How.</param>
    /// <param name="name">The file that was made; null if none was.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="SocketException">The kernel refused; the message names the end point.</exception>
    /// <exception cref="ArgumentException">There are no stream sockets for such an end point.</exception>
    public static int Open(Kernel kernel, EndPoint endPoint, ListenOptions options, out BoundName? name)
    {
        name = null;
        Span<byte> buffer = stackalloc byte[SocketAddress.MaxLength];
        ReadOnlySpan<byte> address = buffer[..SocketAddress.Write(endPoint, buffer)];
        int socket = kernel.Socket(endPoint.AddressFamily, SocketType.Stream);
        int result = socket < 0 ? socket : SetUp(kernel, socket, endPoint.AddressFamily, address, options, out name);
        if (result >= 0)
        {
            return socket;
        }

        if (socket >= 0)
        {
            kernel.Close(socket);
        }

        throw SocketErrors.Listening(-result, endPoint);
    }

    /// <summary>Closes a listener that nobody has heard of yet.</summary>
    public static void Close(Kernel kernel, int socket, BoundName? name)
    {
        name?.Remove(kernel);
        kernel.Close(socket);
    }

    private static int SetUp(
        Kernel kernel, int socket, AddressFamily family, ReadOnlySpan<byte> address, ListenOptions options, out BoundName? name)
    {
        name = null;
        int result = family == AddressFamily.Unix ? 0 : SetOptions(kernel, socket, family, options);
        if (result >= 0)
        {
            result = kernel.Bind(socket, address);
        }

        if (result < 0)
        {
            return result;
        }

        name = BoundName.Of(kernel, address);
        result = kernel.Listen(socket, options.Backlog);
        if (result < 0)
        {
            name?.Remove(kernel);
        }

        return result;
    }

    /// <summary>Accepted sockets inherit no-delay and keep-alive from the listener on Linux, so they cost nothing per connection.</summary>
    private static int SetOptions(Kernel kernel, int socket, AddressFamily family, ListenOptions options)
    {
        int result = Set(kernel, socket, SocketOption.ReuseAddress, options.ReuseAddress);
        result = result < 0 ? result : Set(kernel, socket, SocketOption.NoDelay, options.NoDelay);
        result = result < 0 || !options.KeepAlive ? result : Set(kernel, socket, SocketOption.KeepAlive, true);
        result = result < 0 || !options.ReusePort ? result : Set(kernel, socket, SocketOption.ReusePort, true);
        return result < 0 || family != AddressFamily.InterNetworkV6
            ? result
            : Set(kernel, socket, SocketOption.IPv6Only, !options.DualStack);
    }

    private static int Set(Kernel kernel, int socket, SocketOption option, bool on) =>
        kernel.SetSocketOption(socket, option, on ? 1 : 0);
}
