using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

/// <summary>The options of a Unix socket: those of <c>socket(7)</c>. One of another protocol is <c>EOPNOTSUPP</c>.</summary>
internal sealed class UnixOptions
{
    private const int DefaultBuffer = 212_992;
    private const int LeastSendBuffer = 2304;
    private const int LeastReceiveBuffer = 1152;

    private bool _reuseAddress;
    private bool _keepAlive;
    private int _receiveBuffer = DefaultBuffer;
    private int _linger = -1;

    public int SendBuffer { get; private set; } = DefaultBuffer;

    public int Set(SocketOption option, int value)
    {
        switch (option)
        {
            case SocketOption.ReuseAddress:
                _reuseAddress = value != 0;
                return 0;
            case SocketOption.KeepAlive:
                _keepAlive = value != 0;
                return 0;
            case SocketOption.SendBuffer:
                SendBuffer = Math.Max(value, LeastSendBuffer) * 2;
                return 0;
            case SocketOption.ReceiveBuffer:
                _receiveBuffer = Math.Max(value, LeastReceiveBuffer) * 2;
                return 0;
            case SocketOption.Linger:
                _linger = Math.Max(value, -1);
                return 0;
            case SocketOption.ReusePort:
                // sk_setsockopt: only for internet sockets, but switching it off is fine.
                return value != 0 ? -Errno.EOPNOTSUPP : 0;
            case SocketOption.NoDelay or SocketOption.IPv6Only:
                return -Errno.EOPNOTSUPP;
            default:
                return TcpOptions.ReadOnly(option);
        }
    }

    public int Get(SocketOption option, out int value)
    {
        value = option switch
        {
            SocketOption.ReuseAddress => _reuseAddress ? 1 : 0,
            SocketOption.KeepAlive => _keepAlive ? 1 : 0,
            SocketOption.SendBuffer => SendBuffer,
            SocketOption.ReceiveBuffer => _receiveBuffer,
            SocketOption.Linger => _linger,
            SocketOption.Type or SocketOption.Domain => 1,
            _ => 0,
        };
        return option is SocketOption.NoDelay or SocketOption.IPv6Only ? -Errno.EOPNOTSUPP : 0;
    }
}
