using System.Net;

namespace Reactor;

/// <summary>How an outgoing connection is made.</summary>
public sealed class ConnectOptions
{
    internal static ConnectOptions Default { get; } = new();

    /// <summary>
    /// How long the whole attempt may take, resolving the name included. With several addresses each has its share of what
    /// is left, so that one that does not answer leaves time for the next. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> leaves it to the
    /// kernel, which gives up after some minutes.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether small segments are sent at once; <c>TCP_NODELAY</c> of <c>tcp(7)</c>.</summary>
    public bool NoDelay { get; init; } = true;

    /// <summary>Whether the connection is probed when idle; <c>SO_KEEPALIVE</c> of <c>socket(7)</c>.</summary>
    public bool KeepAlive { get; init; }

    /// <summary>The local address to connect from; null leaves it to the kernel.</summary>
    public EndPoint? LocalEndPoint { get; init; }
}
