using System.Net;
using System.Net.Sockets;
using System.Text;
using Reactor.SystemCalls;
using SocketAddress = Reactor.SystemCalls.SocketAddress;

namespace Reactor.Tests.Conformance;

/// <summary>A client made of plain system calls, on either kernel. It never blocks; reading happens when it is looked at.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly Kernel _kernel;
    private readonly int _socket;
    private readonly MemoryStream _received = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private bool _ended;
    private bool _isClosed;
    private int _error;

    /// <summary>Begins to connect.</summary>
    public RawPeer(Kernel kernel, EndPoint endPoint)
    {
        _kernel = kernel;
        _socket = Check(kernel.Socket(endPoint.AddressFamily, SocketType.Stream));
        byte[] address = new byte[SocketAddress.MaxLength];
        int result = kernel.Connect(_socket, address.AsSpan(0, SocketAddress.Write(endPoint, address)));
        if (result != -Errno.EINPROGRESS)
            Check(result);
    }

    public bool IsConnected => _kernel.GetPeerName(_socket, new byte[SocketAddress.MaxLength], out _) >= 0;

    public byte[] Bytes
    {
        get
        {
            Pull();
            return _received.ToArray();
        }
    }

    /// <summary>What has arrived so far, as text.</summary>
    public string Text => Encoding.Latin1.GetString(Bytes);

    public long Count
    {
        get
        {
            Pull();
            return _received.Length;
        }
    }

    /// <summary>Whether the server has ended its side in order, after everything that is in <see cref="Bytes"/>.</summary>
    public bool HasEnded
    {
        get
        {
            Pull();
            return _ended;
        }
    }

    /// <summary>What a read has failed with; 0 if none has.</summary>
    public int Error
    {
        get
        {
            Pull();
            return _error;
        }
    }

    public void Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends bytes that the kernel has room for.</summary>
    public void Send(ReadOnlySpan<byte> bytes) =>
        Assert.That(_kernel.Send(_socket, bytes), Is.EqualTo(bytes.Length), "The kernel had no room for what a raw peer sent.");

    /// <summary>Sends what the kernel has room for.</summary>
    /// <returns>How many bytes, or <c>-errno</c>.</returns>
    public int TrySend(ReadOnlySpan<byte> bytes) => _kernel.Send(_socket, bytes);

    public void ShutdownSend() => Check(_kernel.Shutdown(_socket, SocketShutdown.Send));

    /// <summary>Resets the connection.</summary>
    public void Reset()
    {
        Check(_kernel.SetSocketOption(_socket, SocketOption.Linger, 0));
        Dispose();
    }

    public void Dispose()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _kernel.Close(_socket);
        }
    }

    private void Pull()
    {
        while (!_ended && !_isClosed && _error == 0)
        {
            int count = _kernel.Receive(_socket, _buffer);
            if (count == -Errno.EAGAIN)
                return;

            _ended = count == 0;
            _error = Math.Max(-count, 0);
            _received.Write(_buffer, 0, Math.Max(count, 0));
        }
    }

    private static int Check(int result)
    {
        Assert.That(result, Is.GreaterThanOrEqualTo(0), Errno.Describe(Math.Max(-result, 0)));
        return result;
    }
}
