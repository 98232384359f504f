using Reactor.SystemCalls;

namespace Reactor;

/// <summary>How a receive ended.</summary>
public enum ReceiveStatus : byte
{
    /// <summary>Bytes arrived.</summary>
    Received,

    /// <summary>
    /// Nothing is there yet; wait for the next <see cref="IHandler.OnReadable"/>. Or the kernel is short of memory for a moment (<c>ENOBUFS</c>,
    /// <c>ENOMEM</c>); then epoll reports input all the same, so drop the interest and take it up again by a timer.
    /// </summary>
    WouldBlock,

    /// <summary>The peer has ended its side: no more input will come.</summary>
    Ended,

    /// <summary>The socket was closed on this side.</summary>
    Closed,

    /// <summary>The connection failed; the errno says how.</summary>
    Failed,
}

/// <summary>What a receive gave: a status, a number of bytes and the errno behind a failure.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Count">How many bytes arrived; 0 unless <see cref="ReceiveStatus.Received"/>.</param>
/// <param name="Error">The positive errno behind <see cref="ReceiveStatus.Failed"/> and <see cref="ReceiveStatus.WouldBlock"/>; 0 otherwise.</param>
public readonly record struct ReceiveResult(ReceiveStatus Status, int Count, int Error)
{
    internal static ReceiveResult From(int result) => result switch
    {
        > 0 => new(ReceiveStatus.Received, result, 0),
        0 => new(ReceiveStatus.Ended, 0, 0),
        -Errno.EAGAIN or -Errno.ENOBUFS or -Errno.ENOMEM => new(ReceiveStatus.WouldBlock, 0, -result),
        _ => new(ReceiveStatus.Failed, 0, -result),
    };
}
