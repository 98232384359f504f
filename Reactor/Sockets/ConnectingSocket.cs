using System.Net;
using System.Net.Sockets;
using Reactor.SystemCalls;
using SocketAddress = Reactor.SystemCalls.SocketAddress;

namespace Reactor.Sockets;

/// <summary>Makes sockets that connect: socket, options, bind if asked for, connect.</summary>
internal static class ConnectingSocket
{
    /// <returns>0 when connected at once, <c>-EINPROGRESS</c> with a socket to wait for, or another <c>-errno</c> without one.</returns>
    public static int Open(LoopCore core, EndPoint endPoint, ConnectOptions options, out StreamSocket? socket)
    {
        socket = null;
        Kernel kernel = core.Kernel;
        Span<byte> buffer = stackalloc byte[SocketAddress.MaxLength];
        ReadOnlySpan<byte> address = buffer[..SocketAddress.Write(endPoint, buffer)];
        int descriptor = kernel.Socket(endPoint.AddressFamily, SocketType.Stream);
        if (descriptor < 0)
        {
            return descriptor;
        }

        int result = SetUp(kernel, descriptor, endPoint.AddressFamily, options);
        result = result < 0 ? result : kernel.Connect(descriptor, address);

        // A signal does not undo the connect: it goes on, as connect(2) says of EINTR.
        result = result == -Errno.EINTR ? -Errno.EINPROGRESS : result;
        if (result is >= 0 or -Errno.EINPROGRESS)
        {
            socket = new StreamSocket(core, descriptor, PeerAddress.From(address));
        }
        else
        {
            kernel.Close(descriptor);
        }

        return result;
    }

    private static int SetUp(Kernel kernel, int descriptor, AddressFamily family, ConnectOptions options)
    {
        int result = 0;
        if (family != AddressFamily.Unix)
        {
            result = options.NoDelay ? kernel.SetSocketOption(descriptor, SocketOption.NoDelay, 1) : 0;
            result = result < 0 || !options.KeepAlive ? result : kernel.SetSocketOption(descriptor, SocketOption.KeepAlive, 1);
        }

        return result < 0 || options.LocalEndPoint is null ? result : Bind(kernel, descriptor, options.LocalEndPoint);
    }

    private static int Bind(Kernel kernel, int descriptor, EndPoint local)
    {
        Span<byte> buffer = stackalloc byte[SocketAddress.MaxLength];
        return kernel.Bind(descriptor, buffer[..SocketAddress.Write(local, buffer)]);
    }
}
