using Reactor.Polling;

namespace Reactor.Sockets;

/// <summary>The connections to which the loop owes something: kept input, the last callback, a flush.</summary>
/// <remarks>
/// The turn works off as many as there were when the step began; what that causes waits for the next turn. A connection keeps
/// flags of its own so that it is in each queue at most once.
/// </remarks>
internal sealed class ConnectionQueues
{
    public Queue<IConnection> Resumed { get; } = new();

    public Queue<IConnection> Closed { get; } = new();

    public Queue<IConnection> Dirty { get; } = new();

    /// <summary>How the connections that are gone ended; the report of a stop is the difference of two readings.</summary>
    public ConnectionFates Fates { get; } = new();

    public bool HasWork => Resumed.Count > 0 || Closed.Count > 0 || Dirty.Count > 0;
}
