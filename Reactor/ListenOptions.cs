namespace Reactor;

/// <summary>What a listener does with clients that it has no descriptor for.</summary>
public enum ExhaustionPolicy
{
    /// <summary>They wait in the listener's queue and are served when there is room again.</summary>
    Wait,

    /// <summary>They are turned away at once, by way of a descriptor held in reserve.</summary>
    Shed,
}

/// <summary>How a listener is set up.</summary>
public sealed class ListenOptions
{
    internal static ListenOptions Default { get; } = new();

    /// <summary>How many connections the kernel queues before they are accepted; it caps this at <c>net.core.somaxconn</c>.</summary>
    public int Backlog { get; init; } = 4_096;

    /// <summary>Whether the address may be bound while old connections linger; <c>SO_REUSEADDR</c> of <c>socket(7)</c>.</summary>
    public bool ReuseAddress { get; init; } = true;

    /// <summary>
    /// Whether several listeners share the address, each with a queue of its own; <c>SO_REUSEPORT</c> of <c>socket(7)</c>.
    /// Close such a listener with <see cref="StreamListener.DrainAndClose"/>, or the connections in its queue are reset.
    /// </summary>
    public bool ReusePort { get; init; }

    /// <summary>Whether an IPv6 listener takes IPv4 clients as well. Either way it is set, so the system's default does not matter.</summary>
    public bool DualStack { get; init; }

    /// <summary>Whether accepted connections send small segments at once; <c>TCP_NODELAY</c> of <c>tcp(7)</c>.</summary>
    public bool NoDelay { get; init; } = true;

    /// <summary>Whether accepted connections are probed when idle; <c>SO_KEEPALIVE</c> of <c>socket(7)</c>.</summary>
    public bool KeepAlive { get; init; }

    /// <summary>What becomes of clients when descriptors have run out.</summary>
    public ExhaustionPolicy OnExhaustion { get; init; }
}
