using System.Net.Sockets;
using Reactor.Simulation.Files;
using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

/// <summary>A socket, one method for each call that takes one; answers as in the manual pages.</summary>
internal abstract class SocketFile : OpenFile
{
    public abstract int Bind(ReadOnlySpan<byte> address);

    public abstract int Listen(int backlog);

    /// <summary>Takes the first connection from the queue, if there is one.</summary>
    /// <returns>0 with the connection, or <c>-errno</c>.</returns>
    public abstract int Accept(out SocketFile? connection);

    /// <summary>Takes the first connection out of the queue and resets it, as when its client gives up before it is accepted.</summary>
    /// <returns>Whether there was one.</returns>
    public abstract bool AbortFirst();

    public abstract int Connect(ReadOnlySpan<byte> address);

    public abstract int Shutdown(SocketShutdown how);

    /// <summary>Writes as much of the local address as fits.</summary>
    public abstract int GetSocketName(Span<byte> address, out int length);

    public abstract int GetPeerName(Span<byte> address, out int length);

    /// <summary>Writes as much of the peer's address as fits, whatever has become of the connection: what <c>accept(2)</c> tells.</summary>
    /// <returns>Its whole length.</returns>
    public abstract int WritePeerAddress(Span<byte> address);

    public abstract int SetOption(SocketOption option, int value);

    public abstract int GetOption(SocketOption option, out int value);

    public abstract int Receive(Span<byte> buffer);

    public abstract int Send(ReadOnlySpan<byte> bytes);

    public override int Read(Span<byte> buffer) => Receive(buffer);

    public override int Write(ReadOnlySpan<byte> bytes) => Send(bytes);
}
