using Microsoft.Extensions.Logging;

namespace Reactor.Diagnostics;

/// <summary>The program's logger, whose exceptions end here: a line that cannot be written must not cost a listener or the loop.</summary>
/// <remarks>They are only counted. Reported as faults they would be logged again.</remarks>
internal sealed class QuietLogger(ILogger logger, LoopStatistics statistics) : ILogger
{
#pragma warning disable CA1031 // Whatever the logger throws is dropped and counted.
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return logger.BeginScope(state);
        }
        catch (Exception)
        {
            statistics.LogFailures++;
            return null;
        }
    }

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return logger.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            statistics.LogFailures++;
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            logger.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            statistics.LogFailures++;
        }
    }
#pragma warning restore CA1031
}
