using System.Net.Sockets;
using Reactor.Simulation.Files;
using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

/// <summary>A Unix stream socket, after <c>unix(7)</c>, and after Linux where that is silent: connected at once, nothing is ever under way.</summary>
internal sealed class UnixSocket(UnixNames names) : SocketFile
{
    private const int DefaultBuffer = 212_992;

    private readonly ByteRing _inbox = new();
    private Queue<UnixSocket>? _queue;
    private UnixSocket? _peer;
    private string? _name;
    private string _peerName = "";
    private int _backlog;
    private int _error;
    private int _sendBuffer = DefaultBuffer;
    private int _receiveBuffer = DefaultBuffer;
    private bool _isConnected;
    private bool _isAccepted;
    private bool _inputShut;
    private bool _outputShut;

    public bool IsListening => _queue is not null;

    /// <summary>As <c>unix_poll</c> of Linux says it.</summary>
    public override Readiness Readiness
    {
        get
        {
            if (_queue is not null)
            {
                return _queue.Count > 0 ? Readiness.In : Readiness.None;
            }

            Readiness ready = _error != 0 ? Readiness.Error : Readiness.None;
            ready |= !_isConnected || (_inputShut && _outputShut) ? Readiness.Hangup : Readiness.None;
            ready |= _inputShut ? Readiness.In | Readiness.ReadHangup : Readiness.None;
            ready |= _inbox.Count > 0 ? Readiness.In : Readiness.None;
            return ready | (Unread * 4L <= _sendBuffer ? Readiness.Out : Readiness.None);
        }
    }

    /// <summary>How much of what this socket has sent is not read yet.</summary>
    private int Unread => _peer?._inbox.Count ?? 0;

    public override string Describe() => IsListening
        ? $"a listener on {_name} with {_queue!.Count} connections to accept"
        : $"a Unix connection, {_inbox.Count} bytes to read, {Unread} not read by the peer";

    public override int Bind(ReadOnlySpan<byte> address)
    {
        int result = UnixNames.Read(address, out string name);
        if (result < 0 || _name is not null)
        {
            return -Errno.EINVAL;
        }

        result = names.Bind(name, this);
        if (result >= 0)
        {
            _name = name;
        }

        return result;
    }

    public override int Listen(int backlog)
    {
        if (_name is null || _isConnected)
        {
            return -Errno.EINVAL;
        }

        _backlog = backlog < 0 ? int.MaxValue : backlog;
        _queue ??= new Queue<UnixSocket>();
        return 0;
    }

    public override int Accept(out SocketFile? connection)
    {
        connection = null;
        if (_queue is null)
        {
            return -Errno.EINVAL;
        }

        if (!_queue.TryDequeue(out UnixSocket? child))
        {
            return -Errno.EAGAIN;
        }

        connection = child;
        return 0;
    }

    public override bool AbortFirst()
    {
        if (_queue is null || !_queue.TryDequeue(out UnixSocket? child))
        {
            return false;
        }

        child.Leave(reset: true);
        return true;
    }

    public override int Connect(ReadOnlySpan<byte> address)
    {
        int result = UnixNames.Read(address, out string name);
        if (result < 0)
        {
            return result;
        }

        if (_isConnected || IsListening)
        {
            return _isConnected ? -Errno.EISCONN : -Errno.EINVAL;
        }

        result = names.Find(name, out UnixSocket? listener);
        if (result < 0)
        {
            return result;
        }

        // Linux takes one connection more than the backlog says.
        return listener!._queue!.Count > listener._backlog ? -Errno.EAGAIN : Join(listener);
    }

    public override int Shutdown(SocketShutdown how)
    {
        if (!_isConnected)
        {
            return -Errno.ENOTCONN;
        }

        bool input = how != SocketShutdown.Send;
        bool output = how != SocketShutdown.Receive;
        _inputShut |= input;
        _outputShut |= output;
        if (_peer is { } peer)
        {
            peer._inputShut |= output;
            peer._outputShut |= input;
            peer.Notify();
        }

        Notify();
        return 0;
    }

    public override int GetSocketName(Span<byte> address, out int length)
    {
        length = UnixNames.Write(_name ?? "", address);
        return 0;
    }

    public override int GetPeerName(Span<byte> address, out int length)
    {
        length = _isConnected ? UnixNames.Write(_peerName, address) : 0;
        return _isConnected ? 0 : -Errno.ENOTCONN;
    }

    public override int SetOption(SocketOption option, int value)
    {
        switch (option)
        {
            case SocketOption.SendBuffer:
                _sendBuffer = Math.Max(value, 2304) * 2;
                return 0;
            case SocketOption.ReceiveBuffer:
                _receiveBuffer = Math.Max(value, 1152) * 2;
                return 0;
            case SocketOption.ReuseAddress or SocketOption.KeepAlive or SocketOption.Linger:
                return 0;
            default:
                return -Errno.EOPNOTSUPP;
        }
    }

    public override int GetOption(SocketOption option, out int value)
    {
        (int result, value) = option switch
        {
            SocketOption.Error => (0, TakeError()),
            SocketOption.Type or SocketOption.Domain => (0, 1),
            SocketOption.Listening => (0, IsListening ? 1 : 0),
            SocketOption.SendBuffer => (0, _sendBuffer),
            SocketOption.ReceiveBuffer => (0, _receiveBuffer),
            SocketOption.Linger => (0, -1),
            SocketOption.ReuseAddress or SocketOption.KeepAlive or SocketOption.ReusePort => (0, 0),
            _ => (-Errno.EOPNOTSUPP, 0),
        };
        return result;
    }

    public override int Receive(Span<byte> buffer)
    {
        if (!_isConnected)
        {
            return -Errno.EINVAL;
        }

        if (_inbox.Count > 0)
        {
            int count = Math.Min(buffer.Length, _inbox.Count);
            _inbox.Read(buffer[..count]);
            _peer?.Notify();
            return count;
        }

        return _error != 0 ? -TakeError() : _inputShut ? 0 : -Errno.EAGAIN;
    }

    public override int Send(ReadOnlySpan<byte> bytes)
    {
        if (!_isConnected)
        {
            return -Errno.ENOTCONN;
        }

        if (_outputShut || _peer is null)
        {
            return -Errno.EPIPE;
        }

        int count = Math.Min(bytes.Length, _sendBuffer - Unread);
        if (count <= 0)
        {
            return bytes.IsEmpty ? 0 : -Errno.EAGAIN;
        }

        _peer._inbox.Write(bytes[..count]);
        _peer.Notify();
        return count;
    }

    public override void Release()
    {
        while (AbortFirst())
        {
        }

        if (_name is not null && !_isAccepted)
        {
            names.Release(_name);
        }

        Leave(reset: _inbox.Count > 0);
    }

    private int Join(UnixSocket listener)
    {
        UnixSocket child = new(names)
        {
            _isConnected = true,
            _peer = this,
            _name = listener._name,
            _isAccepted = true,
            _peerName = _name ?? "",
        };
        _isConnected = true;
        _peer = child;
        _peerName = listener._name!;
        listener._queue!.Enqueue(child);
        listener.Notify();
        Notify();
        return 0;
    }

    /// <summary>The peer keeps what it has to read; it hears of a reset if we leave something unread.</summary>
    private void Leave(bool reset)
    {
        if (_peer is not { } peer)
        {
            return;
        }

        _peer = null;
        peer._peer = null;
        peer._inputShut = true;
        peer._outputShut = true;
        peer._error = reset ? Errno.ECONNRESET : 0;
        peer.Notify();
    }

    private int TakeError()
    {
        int error = _error;
        _error = 0;
        return error;
    }
}
