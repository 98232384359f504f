using Microsoft.Extensions.Logging;

namespace Reactor.Tests.Support;

/// <summary>Keeps what is logged, by the number of the message.</summary>
internal sealed class LogRecorder : ILogger
{
    private readonly List<(int Id, string Message)> _lines = [];

    public IReadOnlyList<(int Id, string Message)> Lines => _lines;

    public int Count(int id) => _lines.Count(line => line.Id == id);

    public string[] Messages(int id) => [.. _lines.Where(line => line.Id == id).Select(line => line.Message)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Add((eventId.Id, formatter(state, exception)));
}
