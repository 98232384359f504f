namespace Reactor.Handlers;

/// <summary>What became of <see cref="ConnectionHandler.Send(ReadOnlySpan{byte})"/>.</summary>
public enum SendOutcome
{
    /// <summary>The kernel has taken every byte.</summary>
    Sent,

    /// <summary>The bytes are copied and go out in order; <see cref="ConnectionHandler.OnOutputDrained"/> follows when all are out.</summary>
    Queued,

    /// <summary>The bytes are dropped: output has ended, or the connection is closed.</summary>
    Closed,
}
