using System.Net.Sockets;

namespace Reactor.Handlers;

/// <summary>How a connection came to its end.</summary>
public enum CloseKind
{
    /// <summary>Both sides ended in order; every byte that was sent before has been handed to the kernel.</summary>
    Completed,

    /// <summary>The connection failed: reset by the peer, timed out in the network, and so on; the error says which.</summary>
    Failed,

    /// <summary><see cref="ConnectionHandler.Abort"/> was called.</summary>
    Aborted,

    /// <summary>A callback threw, or somebody else closed the descriptor; the exception is with the reason.</summary>
    Fault,

    /// <summary>Nothing was received or taken by the kernel for <see cref="ConnectionOptions.IdleTimeout"/>.</summary>
    IdleTimeout,

    /// <summary>Nothing was received for <see cref="ConnectionOptions.ReadTimeout"/> while reading was not paused.</summary>
    ReadTimeout,

    /// <summary>Output waited for <see cref="ConnectionOptions.WriteTimeout"/> without progress.</summary>
    WriteTimeout,

    /// <summary>A phase of <see cref="ConnectionHandler.Close"/> took longer than <see cref="ConnectionOptions.CloseTimeout"/> without progress.</summary>
    CloseTimeout,

    /// <summary>After <see cref="ConnectionHandler.Close"/> the peer went on sending more than <see cref="ConnectionOptions.CloseDrainLimit"/>.</summary>
    CloseDrainLimit,

    /// <summary>More output was queued than <see cref="ConnectionOptions.OutputLimit"/> allows.</summary>
    OutputLimit,

    /// <summary>The peer sent a frame that is longer than allowed, or that cannot be one.</summary>
    BadFrame,

    /// <summary>The deadline of <see cref="EventLoop.StopAsync"/> passed before the connection had ended.</summary>
    StopDeadline,

    /// <summary>The loop was disposed.</summary>
    LoopClosed,
}

/// <summary>Why a connection is closed.</summary>
/// <param name="Kind">How it came to its end.</param>
/// <param name="Error">What the kernel said, with <see cref="CloseKind.Failed"/>; <see cref="SocketError.Success"/> otherwise.</param>
/// <param name="Exception">What the callback threw, or what became of the descriptor, with <see cref="CloseKind.Fault"/>; what was wrong, with <see cref="CloseKind.BadFrame"/>; null otherwise.</param>
public readonly record struct CloseReason(CloseKind Kind, SocketError Error = SocketError.Success, Exception? Exception = null)
{
    /// <summary>Says it in a word or two, for a log.</summary>
    public override string ToString() => (Kind, Exception) switch
    {
        (CloseKind.Failed, _) => $"{Kind}: {Error}",
        (_, not null) => $"{Kind}: {Exception.GetType().Name}: {Exception.Message}",
        _ => Kind.ToString(),
    };
}
