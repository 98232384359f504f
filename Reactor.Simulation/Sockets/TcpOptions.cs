using System.Net.Sockets;
using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

/// <summary>The options of a TCP socket that the reactor knows; <c>socket(7)</c>, <c>tcp(7)</c>, <c>ipv6(7)</c>.</summary>
internal sealed class TcpOptions
{
    private const int DefaultBuffer = 128 * 1024;
    private const int LeastBuffer = 2304;
    private const int MostBuffer = 4 * 1024 * 1024;

    public bool NoDelay { get; private set; }

    public bool KeepAlive { get; private set; }

    public bool ReuseAddress { get; private set; }

    public bool ReusePort { get; private set; }

    public bool IPv6Only { get; private set; }

    public int SendBuffer { get; private set; } = DefaultBuffer;

    public int ReceiveBuffer { get; private set; } = DefaultBuffer;

    /// <summary>The seconds a close lingers; negative for off.</summary>
    public int Linger { get; private set; } = -1;

    /// <summary>What an accepted socket has from its listener.</summary>
    public TcpOptions Inherit() => (TcpOptions)MemberwiseClone();

    public int Set(SocketOption option, int value, AddressFamily family)
    {
        switch (option)
        {
            case SocketOption.NoDelay:
                NoDelay = value != 0;
                return 0;
            case SocketOption.KeepAlive:
                KeepAlive = value != 0;
                return 0;
            case SocketOption.ReuseAddress:
                ReuseAddress = value != 0;
                return 0;
            case SocketOption.ReusePort:
                ReusePort = value != 0;
                return 0;
            case SocketOption.IPv6Only when family == AddressFamily.InterNetworkV6:
                IPv6Only = value != 0;
                return 0;
            case SocketOption.ReceiveBuffer:
                ReceiveBuffer = Doubled(value);
                return 0;
            case SocketOption.SendBuffer:
                SendBuffer = Doubled(value);
                return 0;
            case SocketOption.Linger:
                Linger = value < 0 ? -1 : value;
                return 0;
            default:
                return ReadOnly(option);
        }
    }

    public int Get(SocketOption option, AddressFamily family, out int value)
    {
        value = option switch
        {
            SocketOption.NoDelay => NoDelay ? 1 : 0,
            SocketOption.KeepAlive => KeepAlive ? 1 : 0,
            SocketOption.ReuseAddress => ReuseAddress ? 1 : 0,
            SocketOption.ReusePort => ReusePort ? 1 : 0,
            SocketOption.IPv6Only => IPv6Only ? 1 : 0,
            SocketOption.ReceiveBuffer => ReceiveBuffer,
            SocketOption.SendBuffer => SendBuffer,
            SocketOption.Linger => Linger,
            SocketOption.Type => 1,
            SocketOption.Domain => family == AddressFamily.InterNetwork ? 2 : 10,
            _ => 0,
        };
        return option == SocketOption.IPv6Only && family != AddressFamily.InterNetworkV6 ? -Errno.EOPNOTSUPP : 0;
    }

    /// <summary>An option that is not one of those that can be set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not exist.</exception>
    public static int ReadOnly(SocketOption option) => Enum.IsDefined(option)
        ? -Errno.ENOPROTOOPT
        : throw new ArgumentOutOfRangeException(nameof(option), option, "There is no such socket option.");

    /// <summary>The kernel doubles what is asked for, to have room for its own bookkeeping.</summary>
    private static int Doubled(int value) => Math.Clamp(value, LeastBuffer, MostBuffer) * 2;
}
