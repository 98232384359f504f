using System.Net.Sockets;
using Reactor.Simulation.Sockets;
using Reactor.Simulation.Tracing;
using Reactor.SystemCalls;

namespace Reactor.Simulation;

// socket(2) and the calls that take one.
public sealed partial class SimulatedKernel
{
    /// <inheritdoc/>
    public override int Unlink(string path)
    {
        Begin();
        return Answer(Call.Unlink, -1, _host.Sockets.UnixNames.Unlink(path));
    }

    /// <inheritdoc/>
    /// <remarks>The only files are those that Unix sockets make.</remarks>
    public override int Identify(string path, out FileIdentity identity)
    {
        Begin();
        return Answer(Call.Identify, -1, _host.Sockets.UnixNames.Identify(path, out identity));
    }

    /// <inheritdoc/>
    /// <remarks>It is <c>/</c>, always.</remarks>
    public override int GetCurrentDirectory(out string directory)
    {
        Begin();
        directory = "/";
        return Answer(Call.GetCurrentDirectory, -1, 0);
    }

    /// <inheritdoc/>
    public override int Socket(AddressFamily family, SocketType type)
    {
        Begin();
        int result = _host.Sockets.Create(family, type, out SocketFile? socket);
        return Answer(Call.Socket, -1, result < 0 ? result : Open(Call.Socket, socket!));
    }

    /// <inheritdoc/>
    public override int Bind(int socket, ReadOnlySpan<byte> address)
    {
        Begin();
        _world.Trace.Add(address);
        int result = Find(socket, Call.Bind, out SocketFile? file);
        return Answer(Call.Bind, socket, result < 0 ? result : file!.Bind(address));
    }

    /// <inheritdoc/>
    public override int Listen(int socket, int backlog)
    {
        Begin();
        int result = Find(socket, Call.Listen, out SocketFile? file);
        return Answer(Call.Listen, socket, result < 0 ? result : file!.Listen(backlog));
    }

    /// <inheritdoc/>
    public override int Accept(int socket, Span<byte> address, out int addressLength)
    {
        Begin();
        addressLength = 0;
        int result = Find(socket, Call.Accept, out SocketFile? listener);
        if (result >= 0)
        {
            result = AcceptFrom(listener!, address, ref addressLength);
        }

        _world.Trace.Add(address[..Math.Min(addressLength, address.Length)]);
        return Answer(Call.Accept, socket, result);
    }

    /// <inheritdoc/>
    public override int Connect(int socket, ReadOnlySpan<byte> address)
    {
        Begin();
        _world.Trace.Add(address);
        int result = Find(socket, Call.Connect, out SocketFile? file);
        result = result < 0 ? result : file!.Connect(address);

        // connect(2): a signal does not undo it, it goes on.
        return Answer(Call.Connect, socket, result == -Errno.EINPROGRESS && _world.Faults.Interrupts() ? -Errno.EINTR : result);
    }

    /// <inheritdoc/>
    public override int Shutdown(int socket, SocketShutdown how)
    {
        Begin();
        int result = Find(socket, Call.Shutdown, out SocketFile? file);
        return Answer(Call.Shutdown, socket, result < 0 ? result : file!.Shutdown(how));
    }

    /// <inheritdoc/>
    public override int GetSocketName(int socket, Span<byte> address, out int addressLength)
    {
        Begin();
        addressLength = 0;
        int result = Find(socket, Call.GetSocketName, out SocketFile? file);
        return Answer(Call.GetSocketName, socket, result < 0 ? result : file!.GetSocketName(address, out addressLength));
    }

    /// <inheritdoc/>
    public override int GetPeerName(int socket, Span<byte> address, out int addressLength)
    {
        Begin();
        addressLength = 0;
        int result = Find(socket, Call.GetPeerName, out SocketFile? file);
        return Answer(Call.GetPeerName, socket, result < 0 ? result : file!.GetPeerName(address, out addressLength));
    }

    /// <inheritdoc/>
    public override int SetSocketOption(int socket, SocketOption option, int value)
    {
        Begin();
        int result = Find(socket, Call.SetSocketOption, out SocketFile? file);
        _world.Trace.Add((ulong)(uint)value | ((ulong)option << 32));
        return Answer(Call.SetSocketOption, socket, result < 0 ? result : file!.SetOption(option, value));
    }

    /// <inheritdoc/>
    public override int GetSocketOption(int socket, SocketOption option, out int value)
    {
        Begin();
        value = 0;
        int result = Find(socket, Call.GetSocketOption, out SocketFile? file);
        return Answer(Call.GetSocketOption, socket, result < 0 ? result : file!.GetOption(option, out value));
    }

    /// <inheritdoc/>
    public override int Receive(int socket, Span<byte> buffer)
    {
        Begin();
        int result = FindConnection(socket, Call.Receive, out SocketFile? file);
        return Answer(Call.Receive, socket, result < 0 ? result : Moved(buffer, file!.Receive(_world.Faults.Shorten(buffer, file))));
    }

    /// <inheritdoc/>
    public override int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        Begin();
        int result = FindConnection(socket, Call.Send, out SocketFile? file);
        return Answer(Call.Send, socket, result < 0 ? result : Moved(bytes, file!.Send(_world.Faults.Shorten(bytes, file))));
    }

    /// <inheritdoc/>
    public override int SendGathered(int socket, ReadOnlySpan<PinnedSegment> segments)
    {
        Begin();
        int result = FindConnection(socket, Call.SendGathered, out SocketFile? file);
        result = result >= 0 && segments.Length > MaxSegments ? -Errno.EMSGSIZE : result;
        return Answer(Call.SendGathered, socket, result < 0 ? result : Gather(file!, segments));
    }

    /// <summary>Bytes are about to move; on a bad day the connection breaks right then.</summary>
    private int FindConnection(int socket, Call call, out SocketFile? file)
    {
        int result = Find(socket, call, out file);
        if (result >= 0 && file is TcpSocket tcp && _world.Faults.BreaksConnection())
        {
            tcp.Break();
        }

        return result;
    }

    private int AcceptFrom(SocketFile listener, Span<byte> address, ref int addressLength)
    {
        // As in Linux the descriptor comes first: without one, the connection stays in the queue.
        if (Files.IsFull)
        {
            return -Errno.EMFILE;
        }

        if (_world.Faults.AbortsAccept() && listener.AbortFirst())
        {
            return -Errno.ECONNABORTED;
        }

        int result = listener.Accept(out SocketFile? connection);
        if (result < 0)
        {
            return result;
        }

        // An empty span does not ask for the address.
        addressLength = address.IsEmpty ? 0 : connection!.WritePeerAddress(address);
        return Files.Open(connection!);
    }

    private unsafe int Gather(SocketFile file, ReadOnlySpan<PinnedSegment> segments)
    {
        if (segments.IsEmpty)
        {
            return file.Send([]);
        }

        int total = 0;
        foreach (PinnedSegment segment in segments)
        {
            ReadOnlySpan<byte> bytes = new((void*)segment.Address, (int)segment.Length);
            ReadOnlySpan<byte> some = _world.Faults.Shorten(bytes, file);
            int sent = some.IsEmpty && total > 0 ? 0 : file.Send(some);
            if (sent < 0)
            {
                return total > 0 ? total : sent;
            }

            total += Moved(bytes, sent);
            if (sent < bytes.Length)
            {
                break;
            }
        }

        return total;
    }
}
