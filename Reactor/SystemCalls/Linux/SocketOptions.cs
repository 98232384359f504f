using System.Runtime.InteropServices;

using static Reactor.SystemCalls.Linux.NativeConstants;

namespace Reactor.SystemCalls.Linux;

/// <summary>Socket options as one <see cref="int"/> each: <c>setsockopt(2)</c> and <c>getsockopt(2)</c>.</summary>
internal static unsafe class SocketOptions
{
    /// <summary>Sets an option.</summary>
    /// <returns>0, or <c>-errno</c>: <c>ENOPROTOOPT</c> for one that can only be read.</returns>
    internal static int Set(int socket, SocketOption option, int value)
    {
        if (option == SocketOption.Linger)
        {
            linger linger = new() { l_onoff = value >= 0 ? 1 : 0, l_linger = Math.Max(value, 0) };
            return Set(socket, option, &linger, (uint)sizeof(linger));
        }

        return Set(socket, option, &value, sizeof(int));
    }

    /// <summary>Reads an option.</summary>
    /// <returns>0, or <c>-errno</c>, with a value of 0.</returns>
    internal static int Get(int socket, SocketOption option, out int value)
    {
        if (option == SocketOption.Linger)
        {
            linger linger = default;
            int lingerResult = Get(socket, option, &linger, (uint)sizeof(linger));
            value = lingerResult < 0 ? 0 : linger.l_onoff != 0 ? linger.l_linger : -1;
            return lingerResult;
        }

        int read = 0;
        int result = Get(socket, option, &read, sizeof(int));
        value = read;
        return result;
    }

    private static int Set(int socket, SocketOption option, void* value, uint length)
    {
        (int level, int name) = NativeName(option);
        int result = Libc.setsockopt(socket, level, name, value, length);
        return result >= 0 ? 0 : -Marshal.GetLastSystemError();
    }

    private static int Get(int socket, SocketOption option, void* value, uint length)
    {
        (int level, int name) = NativeName(option);
        int result = Libc.getsockopt(socket, level, name, value, &length);
        return result >= 0 ? 0 : -Marshal.GetLastSystemError();
    }

    private static (int Level, int Name) NativeName(SocketOption option) => option switch
    {
        SocketOption.NoDelay => (IPPROTO_TCP, TCP_NODELAY),
        SocketOption.ReuseAddress => (SOL_SOCKET, SO_REUSEADDR),
        SocketOption.ReusePort => (SOL_SOCKET, SO_REUSEPORT),
        SocketOption.KeepAlive => (SOL_SOCKET, SO_KEEPALIVE),
        SocketOption.IPv6Only => (IPPROTO_IPV6, IPV6_V6ONLY),
        SocketOption.ReceiveBuffer => (SOL_SOCKET, SO_RCVBUF),
        SocketOption.SendBuffer => (SOL_SOCKET, SO_SNDBUF),
        SocketOption.Linger => (SOL_SOCKET, SO_LINGER),
        SocketOption.Error => (SOL_SOCKET, SO_ERROR),
        SocketOption.Type => (SOL_SOCKET, SO_TYPE),
        SocketOption.Domain => (SOL_SOCKET, SO_DOMAIN),
        SocketOption.Listening => (SOL_SOCKET, SO_ACCEPTCONN),
        _ => throw new ArgumentOutOfRangeException(nameof(option), option, "There is no such socket option."),
    };
}
