using System.Net.Sockets;
using Reactor.SystemCalls;

namespace Reactor.Sockets;

/// <summary>Takes over sockets that were made elsewhere, after a look at whether they will do.</summary>
internal static class Adoption
{
    private const int StreamType = 1;

    public static StreamSocket TakeOver(LoopCore core, SafeSocketHandle handle)
    {
        if (handle.IsInvalid || handle.IsClosed)
        {
            throw new ArgumentException("The handle is closed or invalid.", nameof(handle));
        }

        int descriptor = (int)handle.DangerousGetHandle();
        if (core.Poller.Table[descriptor] is not null)
        {
            throw new InvalidOperationException($"Descriptor {descriptor} is registered already. Dispose that registration first.");
        }

        PeerAddress peer = Verify(core.Kernel, descriptor);
        return new StreamSocket(core, Take(core.Kernel, descriptor, handle), peer);
    }

    /// <summary>
    /// Takes a descriptor of our own and closes the other. A handle that is marked invalid instead would never count as released,
    /// and disposing its <see cref="Socket"/> would spin for ever waiting for that.
    /// </summary>
    private static int Take(Kernel kernel, int descriptor, SafeSocketHandle handle)
    {
        int own = kernel.Duplicate(descriptor);
        int result = own < 0 ? own : kernel.SetNonBlocking(own);
        if (result < 0)
        {
            if (own >= 0)
            {
                kernel.Close(own);
            }

            throw new IOException($"Descriptor {descriptor} could not be taken over: {Errno.Describe(-result)}.");
        }

        // The base library sets a linger time of zero when a handle is disposed, on what is our socket too. So what it was is set
        // again, zero or none. A time above zero is not: close(2) would wait for the peer so long, also on a socket that does not block.
        bool resets = kernel.GetSocketOption(own, SocketOption.Linger, out int seconds) >= 0 && seconds == 0;
        handle.Dispose();
        kernel.SetSocketOption(own, SocketOption.Linger, resets ? 0 : -1);
        return own;
    }

    private static PeerAddress Verify(Kernel kernel, int descriptor)
    {
        int result = kernel.GetSocketOption(descriptor, SocketOption.Type, out int type);
        if (result < 0)
        {
            throw new ArgumentException($"Descriptor {descriptor} is no socket: {Errno.Describe(-result)}.");
        }

        if (type != StreamType)
        {
            throw new ArgumentException($"Descriptor {descriptor} is a socket but not a stream. Register it instead.");
        }

        if (kernel.GetSocketOption(descriptor, SocketOption.Listening, out int listening) >= 0 && listening != 0)
        {
            throw new ArgumentException($"Descriptor {descriptor} is a listening socket, not a connection.");
        }

        Span<byte> address = stackalloc byte[SocketAddress.MaxLength];
        result = kernel.GetPeerName(descriptor, address, out int length);
        return result >= 0
            ? PeerAddress.From(address[..Math.Min(length, address.Length)])
            : throw new ArgumentException($"Descriptor {descriptor} is not connected: {Errno.Describe(-result)}.");
    }
}
