using Microsoft.Extensions.Logging;

namespace Reactor.Tests.Support;

/// <summary>A logger whose disk is full.</summary>
internal sealed class BrokenLogger : ILogger
{
    public bool ThrowsWhenAsked { get; init; }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => throw new IOException("disk full");

    public bool IsEnabled(LogLevel logLevel) => ThrowsWhenAsked ? throw new IOException("disk full") : true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        throw new IOException("disk full");
}
