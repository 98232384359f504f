using Microsoft.Extensions.Logging;

namespace Reactor.Handlers;

/// <summary>Every message that the handlers log, numbered from 100.</summary>
internal static partial class HandlerLog
{
    [LoggerMessage(100, LogLevel.Warning, "A new connection could not be registered and was reset: {Error}.{More}")]
    public static partial void AttachFailed(ILogger logger, string error, string more);
}
