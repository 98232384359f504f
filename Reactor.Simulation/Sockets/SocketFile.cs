using System.Net.Sockets;
using Reactor.Simulation.Files;
using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

/// <summary>A socket, one method for each call that takes one; answers as in the manual pages.</summary>
internal abstract class SocketFile : OpenFile
{
    /// <summary>Whether connections can come in.</summary>
    public abstract bool IsListening { get; }

    /// <summary>What went wrong and nobody has heard of yet, as a positive errno: <c>SO_ERROR</c> of <c>socket(7)</c>.</summary>
    protected int PendingError { get; set; }

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

    /// <summary>Tells the state of the socket, or what was set.</summary>
    public int GetOption(SocketOption option, out int value)
    {
        switch (option)
        {
            case SocketOption.Error:
                value = TakeError();
                return 0;
            case SocketOption.Listening:
                value = IsListening ? 1 : 0;
                return 0;
            default:
                return GetSetting(option, out value);
        }
    }

    public abstract int Receive(Span<byte> buffer);

    public abstract int Send(ReadOnlySpan<byte> bytes);

    public override int Read(Span<byte> buffer) => Receive(buffer);

    public override int Write(ReadOnlySpan<byte> bytes) => Send(bytes);

    /// <summary>Reads an option that can be set.</summary>
    protected abstract int GetSetting(SocketOption option, out int value);

    /// <summary>The pending error is told once.</summary>
    protected int TakeError()
    {
        int error = PendingError;
        PendingError = 0;
        return error;
    }
}
