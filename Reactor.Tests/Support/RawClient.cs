using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reactor.Tests.Support;

/// <summary>A plain client that never blocks and knows nothing of the library.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket;
    private readonly MemoryStream _received = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private bool _ended;
    private SocketError _error;

    public RawClient(EndPoint endPoint)
    {
        _socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        _socket.Connect(endPoint);
        _socket.Blocking = false;
    }

    public EndPoint LocalEndPoint => _socket.LocalEndPoint!;

    /// <summary>The descriptor, to be given away.</summary>
    public SafeSocketHandle Handle => _socket.SafeHandle;

    /// <summary>What has arrived so far, as text.</summary>
    public string Text => Encoding.Latin1.GetString(Bytes);

    public byte[] Bytes
    {
        get
        {
            Pull();
            return _received.ToArray();
        }
    }

    public long Count
    {
        get
        {
            Pull();
            return _received.Length;
        }
    }

    /// <summary>Whether the peer has ended its side in order, after everything that is in <see cref="Bytes"/>.</summary>
    public bool HasEnded
    {
        get
        {
            Pull();
            return _ended;
        }
    }

    /// <summary>Whether the peer has reset the connection.</summary>
    public bool WasReset
    {
        get
        {
            Pull();
            return _error == SocketError.ConnectionReset;
        }
    }

    /// <summary>Whether the peer has reset the connection, also after its end was read: then only a write tells.</summary>
    public bool WasCutOff
    {
        get
        {
            Pull();
            _socket.Send([0], SocketFlags.None, out SocketError error);
            return _error != SocketError.Success || error is SocketError.ConnectionReset or SocketError.Shutdown;
        }
    }

    public void Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends bytes that the kernel has room for.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        int taken = SendSome(bytes);
        Assert.That(taken, Is.EqualTo(bytes.Length), "The kernel had no room for what a test client sent.");
    }

    /// <summary>Sends what the kernel has room for.</summary>
    public int SendSome(ReadOnlySpan<byte> bytes)
    {
        int sent = 0;
        while (sent < bytes.Length)
        {
            int taken = _socket.Send(bytes[sent..], SocketFlags.None, out SocketError error);
            if (error != SocketError.Success)
                break;

            sent += taken;
        }

        return sent;
    }

    /// <summary>Reads into a buffer, past what is kept here.</summary>
    /// <returns>How many bytes; 0 when there are none now, or no more.</returns>
    public int Read(Span<byte> buffer)
    {
        if (_ended || _error != SocketError.Success)
            return 0;

        int count = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
        _ended = count == 0 && error == SocketError.Success;
        _error = error is SocketError.WouldBlock ? SocketError.Success : error;
        return error == SocketError.Success ? count : 0;
    }

    public void ShutdownSend() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Resets the connection.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private void Pull()
    {
        for (int count = Read(_buffer); count > 0; count = Read(_buffer))
            _received.Write(_buffer, 0, count);
    }
}
