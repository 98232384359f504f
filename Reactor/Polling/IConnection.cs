namespace Reactor.Polling;

/// <summary>What the loop asks of a connection beyond the readiness of its socket. Connections are registrations whose handler is one.</summary>
internal interface IConnection : IHandler
{
    /// <summary>Whether output waits to be sent; then epoll or work of the loop's own must see to it.</summary>
    bool HasQueuedOutput { get; }

    /// <summary>Whether the connection is in the loop's queue of those to flush, or waits for the kernel to have memory again.</summary>
    bool IsFlushQueued { get; }

    /// <summary>Step 2: deliver the input that was kept while reading was paused.</summary>
    void OnResumed();

    /// <summary>Step 5: say that the connection is closed, for the first and last time.</summary>
    void OnSettledClosed();

    /// <summary>Step 5: send what was queued from outside of the connection's own callbacks.</summary>
    void OnFlush();

    /// <summary>A turn took long, and what was noted with its beginning may have happened at its end.</summary>
    void OnLongTurn(long began, long ended);

    /// <summary>A callback threw; the connection ends.</summary>
    void OnFault(Exception exception);

    /// <summary>The loop is being stopped in order.</summary>
    void OnStop();

    /// <summary>The deadline of the stop has passed.</summary>
    void OnStopDeadline();

    /// <summary>The loop is being disposed.</summary>
    void OnLoopClosed();
}
