using System.Net;
using Microsoft.Extensions.Logging;
using Reactor.Diagnostics;
using Reactor.SystemCalls;

namespace Reactor.Sockets;

/// <summary>
/// Formats once what is logged when descriptors have run out. The first line of a kind may load an assembly, which needs a
/// descriptor; a runtime that gets none aborts the process.
/// </summary>
internal sealed class LogRehearsal : ILogger
{
    private int _length;

    private LogRehearsal()
    {
    }

    public static void Run(EndPoint endPoint)
    {
        LogRehearsal stage = new();
        string error = Errno.Describe(Errno.EMFILE);
        LoopLog.AcceptPaused(stage, endPoint, error, "");
        LoopLog.AcceptShed(stage, endPoint, error, "");
        LoopLog.AcceptResumed(stage, endPoint);
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _length += formatter(state, exception).Length;
}
