namespace Reactor.Handlers;

/// <summary>What became of <see cref="ConnectionHandler.Send(ReadOnlySpan{byte})"/>.</summary>
public enum SendOutcome
{
    /// <summary>The kernel has taken every byte.</summary>
    Sent,

    /// <summary>
    /// The bytes are kept and go out in order; <see cref="ConnectionHandler.OnOutputDrained"/> follows when all are out, unless the
    /// connection is closed or over by then.
    /// </summary>
    Queued,

    /// <summary>
    /// The bytes are dropped: the connection is not made yet, its output has ended, it is closed, or they do not fit under
    /// <see cref="ConnectionOptions.OutputLimit"/>, which closes it.
    /// </summary>
    Closed,
}
