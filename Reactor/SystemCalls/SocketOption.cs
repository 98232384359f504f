namespace Reactor.SystemCalls;

/// <summary>The socket options that the reactor uses; <c>socket(7)</c>, <c>tcp(7)</c>, <c>ipv6(7)</c>.</summary>
public enum SocketOption
{
    /// <summary><c>TCP_NODELAY</c>: small segments are sent at once.</summary>
    NoDelay,

    /// <summary><c>SO_REUSEADDR</c>: a listener may bind while old connections linger.</summary>
    ReuseAddress,

    /// <summary><c>SO_REUSEPORT</c>: several listeners share one address.</summary>
    ReusePort,

    /// <summary><c>SO_KEEPALIVE</c>: idle connections are probed.</summary>
    KeepAlive,

    /// <summary><c>IPV6_V6ONLY</c>: an IPv6 socket does not take IPv4.</summary>
    IPv6Only,

    /// <summary><c>SO_RCVBUF</c>, in bytes; the kernel doubles what is set.</summary>
    ReceiveBuffer,

    /// <summary><c>SO_SNDBUF</c>, in bytes; the kernel doubles what is set.</summary>
    SendBuffer,

    /// <summary><c>SO_LINGER</c>: the seconds that a close lingers, 0 to reset, negative for off.</summary>
    Linger,

    /// <summary><c>SO_ERROR</c>: the pending error as a positive errno; reading it clears it. Read only.</summary>
    Error,

    /// <summary><c>SO_TYPE</c>: 1 for a stream, 2 for datagrams. Read only.</summary>
    Type,

    /// <summary><c>SO_DOMAIN</c>: 1 for Unix, 2 for IPv4, 10 for IPv6. Read only.</summary>
    Domain,

    /// <summary><c>SO_ACCEPTCONN</c>: 1 when the socket listens. Read only.</summary>
    Listening,
}
