namespace Reactor;

/// <summary>What became of everything when a loop was stopped in order.</summary>
/// <param name="ListenersClosed">Listeners that were closed, those that accept after their queues had been drained.</param>
/// <param name="ConnectsCancelled">Connect attempts that were under way and were cancelled.</param>
/// <param name="ConnectionsClosed">Connections that came to their end in order before the deadline.</param>
/// <param name="ConnectionsFailed">Connections that failed before the deadline: reset by the peer, timed out, faulted, aborted on this side, or over a limit.</param>
/// <param name="ConnectionsAborted">Connections that were still there at the deadline and were reset.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record StopReport(
    int ListenersClosed, int ConnectsCancelled, int ConnectionsClosed, int ConnectionsFailed, int ConnectionsAborted, TimeSpan Elapsed);
