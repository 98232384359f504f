using System.Net;
using System.Net.Sockets;

namespace Reactor;

/// <summary>One address that was tried, and how that ended.</summary>
/// <param name="Address">The address.</param>
/// <param name="Error">Why it did not work.</param>
public readonly record struct ConnectTry(EndPoint Address, SocketError Error);

/// <summary>Why a connection could not be made: the last error, and every address that was tried with its own.</summary>
/// <param name="Target">What was to be connected to.</param>
/// <param name="Error">The reason; <see cref="SocketError.OperationAborted"/> when it was cancelled, <see cref="SocketError.TimedOut"/> at the deadline.</param>
/// <param name="Tries">Every address that was tried, in order; empty when it did not come to that.</param>
/// <param name="Exception">What the name resolver threw, if that was it.</param>
public readonly record struct ConnectFailure(EndPoint Target, SocketError Error, IReadOnlyList<ConnectTry> Tries, Exception? Exception = null)
{
    /// <summary>Whether the attempt was given up on this side.</summary>
    public bool IsCancelled => Error == SocketError.OperationAborted;

    /// <summary>Says in one line what failed, with every address and its error.</summary>
    public override string ToString()
    {
        string tries = string.Join(", ", Tries.Select(static one => $"{one.Address}: {one.Error}"));
        string reason = Exception is null ? Error.ToString() : $"{Error}, {Exception.Message}";
        return Tries.Count == 0
            ? $"Could not connect to {Target}: {reason}"
            : $"Could not connect to {Target}: {reason} (tried {tries})";
    }
}
