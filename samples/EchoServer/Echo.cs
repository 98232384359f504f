using System.Net;
using Microsoft.Extensions.Logging;
using Reactor;
using Reactor.Handlers;

namespace EchoServer;

/// <summary>Sends back what it receives.</summary>
public sealed class Echo(ILogger logger) : ConnectionHandler
{
    /// <summary>Starts the server on any loop; the program brings a real one, a test may bring its own.</summary>
    public static Task<StreamListener> Start(EventLoop loop, EchoOptions options, ILogger logger)
    {
        // A client that has ended its side still gets all of its echo, and has as long to take it.
        ConnectionOptions connection = new() { IdleTimeout = options.IdleTimeout, WriteTimeout = options.WriteTimeout, CloseTimeout = options.WriteTimeout };
        return loop.ListenAsync(
            new DnsEndPoint(options.Host, options.Port),
            () => new Echo(logger) { Options = connection },
            new ListenOptions { DualStack = true });
    }

    protected override void OnConnected()
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            logger.LogDebug("{Peer} connected", RemoteEndPoint);
        }
    }

    protected override void OnReceived(ReadOnlySpan<byte> bytes) => Send(bytes);

    protected override void OnClosed(CloseReason reason)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            logger.LogDebug("{Peer} closed: {Reason}", RemoteEndPoint, reason);
        }
    }
}
