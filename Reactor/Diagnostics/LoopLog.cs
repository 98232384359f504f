using System.Net;
using Microsoft.Extensions.Logging;

namespace Reactor.Diagnostics;

/// <summary>Every message that the library logs, numbered. Nothing above Debug is logged per message or per connection.</summary>
internal static partial class LoopLog
{
    // 1-9: the loop.
    [LoggerMessage(1, LogLevel.Error, "A callback threw ({Kind}, {Source}); the fault was contained.{More}")]
    public static partial void Fault(ILogger logger, Exception exception, FaultKind kind, string source, string more);

    [LoggerMessage(2, LogLevel.Warning, "A turn took {Milliseconds} ms; the last callback was {Last}.{More}")]
    public static partial void SlowTurn(ILogger logger, long milliseconds, string last, string more);

    [LoggerMessage(3, LogLevel.Information, "Stopping: {Listeners} listeners closed, {Connections} connections asked to close within {Deadline}.")]
    public static partial void Stopping(ILogger logger, int listeners, int connections, TimeSpan deadline);

    [LoggerMessage(4, LogLevel.Information, "Stopped after {Elapsed}: {Closed} connections closed, {Failed} failed, {Aborted} aborted at the deadline.")]
    public static partial void Stopped(ILogger logger, TimeSpan elapsed, int closed, int failed, int aborted);

    // 10-19: accepting.
    [LoggerMessage(10, LogLevel.Debug, "Listening on {EndPoint}.")]
    public static partial void Listening(ILogger logger, EndPoint endPoint);

    [LoggerMessage(11, LogLevel.Warning, "Out of descriptors or memory while accepting on {EndPoint} ({Error}): new connections wait until there is room.{More}")]
    public static partial void AcceptPaused(ILogger logger, EndPoint endPoint, string error, string more);

    [LoggerMessage(12, LogLevel.Warning, "Out of descriptors or memory while accepting on {EndPoint} ({Error}): new connections are turned away.{More}")]
    public static partial void AcceptShed(ILogger logger, EndPoint endPoint, string error, string more);

    [LoggerMessage(13, LogLevel.Information, "Accepting on {EndPoint} again.")]
    public static partial void AcceptResumed(ILogger logger, EndPoint endPoint);

    [LoggerMessage(14, LogLevel.Error, "The listener on {EndPoint} failed and is closed: {Error}.")]
    public static partial void ListenerFailed(ILogger logger, EndPoint endPoint, string error);
}
