using System.Net.Sockets;
using Reactor.Simulation.Files;
using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

/// <summary>A Unix stream socket, after <c>unix(7)</c>, and after Linux where that is silent: connected at once, nothing is ever under way.</summary>
internal sealed class UnixSocket(UnixNames names) : SocketFile
{
    // net.core.somaxconn.
    private const int MostBacklog = 4096;

    private readonly ByteRing _inbox = new();

    // What each send has put there. Linux frees the memory of one when all of it was read, and tells the sender then.
    private readonly Queue<int> _pieces = new();
    private int _readOfPiece;
    private readonly UnixOptions _options = new();
    private Queue<UnixSocket>? _queue;

    // It stays when the peer has gone, and its name can still be asked for.
    private UnixSocket? _peer;
    private string? _name;
    private int _backlog;
    private bool _isAccepted;
    private bool _isGone;
    private bool _inputShut;
    private bool _outputShut;

    public bool TakesConnections => _queue is not null && !_inputShut;

    public override bool IsListening => _queue is not null;

    /// <summary>As <c>unix_poll</c> of Linux says it.</summary>
    public override Readiness Readiness
    {
        get
        {
            Readiness ready = PendingError != 0 ? Readiness.Error : Readiness.None;
            if ((_inputShut && _outputShut) || (_peer is null && !IsListening))
            {
                ready |= Readiness.Hangup;
            }

            if (_inputShut)
            {
                ready |= Readiness.In | Readiness.ReadHangup;
            }

            if (_inbox.Count > 0 || _queue is { Count: > 0 })
            {
                ready |= Readiness.In;
            }

            return ready | (IsWritable ? Readiness.Out : Readiness.None);
        }
    }

    // unix_writable: at most a quarter of the buffer is taken.
    private bool IsWritable => !IsListening && Unread * 4L <= _options.SendBuffer;

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
        if (_name is null || _peer is not null)
        {
            return -Errno.EINVAL;
        }

        _backlog = (int)Math.Min((uint)backlog, MostBacklog);
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

        // The order of unix_stream_connect: what is wrong with the listener comes first.
        result = names.Find(name, out UnixSocket? listener);
        if (result < 0)
        {
            return result;
        }

        // Linux takes one connection more than the backlog says.
        if (listener!._queue!.Count > listener._backlog)
        {
            return -Errno.EAGAIN;
        }

        if (_peer is not null || IsListening)
        {
            return IsListening ? -Errno.EINVAL : -Errno.EISCONN;
        }

        Join(listener);
        return 0;
    }

    /// <summary>As <c>unix_shutdown</c>: it never fails, not even where there is no connection.</summary>
    public override int Shutdown(SocketShutdown how)
    {
        bool input = how != SocketShutdown.Send;
        bool output = how != SocketShutdown.Receive;
        _inputShut |= input;
        _outputShut |= output;
        Notify();
        if (_peer is { _isGone: false } peer)
        {
            peer._inputShut |= output;
            peer._outputShut |= input;
            peer.Notify();
        }

        return 0;
    }

    public override int GetSocketName(Span<byte> address, out int length)
    {
        length = UnixNames.Write(_name ?? "", address);
        return 0;
    }

    public override int GetPeerName(Span<byte> address, out int length)
    {
        length = _peer is null ? 0 : WritePeerAddress(address);
        return _peer is null ? -Errno.ENOTCONN : 0;
    }

    public override int WritePeerAddress(Span<byte> address) => UnixNames.Write(_peer!._name ?? "", address);

    public override int SetOption(SocketOption option, int value) => _options.Set(option, value);

    protected override int GetSetting(SocketOption option, out int value) => _options.Get(option, out value);

    public override int Receive(Span<byte> buffer)
    {
        if (_peer is null)
        {
            return -Errno.EINVAL;
        }

        if (_inbox.Count > 0)
        {
            int count = Math.Min(buffer.Length, _inbox.Count);
            _inbox.Read(buffer[..count]);
            if (FreePieces(count) && _peer.IsWritable)
            {
                _peer.Notify(Readiness.Out);
            }

            return count;
        }

        return PendingError != 0 ? -TakeError() : _inputShut ? 0 : -Errno.EAGAIN;
    }

    public override int Send(ReadOnlySpan<byte> bytes)
    {
        if (_peer is null)
        {
            return -Errno.ENOTCONN;
        }

        if (_outputShut)
        {
            return -Errno.EPIPE;
        }

        if (bytes.IsEmpty)
        {
            return 0;
        }

        int count = Math.Min(bytes.Length, _options.SendBuffer - Unread);
        if (count <= 0)
        {
            return -Errno.EAGAIN;
        }

        // One that had shut down its input before it was connected is found out only now.
        if (_peer._inputShut)
        {
            return -Errno.EPIPE;
        }

        _peer._inbox.Write(bytes[..count]);
        _peer._pieces.Enqueue(count);
        _peer.Notify(Readiness.In);
        return count;
    }

    public override void Release()
    {
        while (AbortFirst())
        {
        }

        if (_name is not null && !_isAccepted)
        {
            names.Release(_name, this);
        }

        Leave(reset: _inbox.Count > 0);
    }

    private void Join(UnixSocket listener)
    {
        _peer = new UnixSocket(names)
        {
            _peer = this,
            _name = listener._name,
            _isAccepted = true,
        };
        listener._queue!.Enqueue(_peer);
        listener.Notify(Readiness.In);
    }

    /// <summary>The peer keeps what it has to read; it hears of a reset if we leave something unread.</summary>
    private void Leave(bool reset)
    {
        _isGone = true;
        _inbox.Clear();
        _pieces.Clear();
        if (_peer is not { _isGone: false } peer)
        {
            return;
        }

        peer._inputShut = true;
        peer._outputShut = true;
        peer.PendingError = reset ? Errno.ECONNRESET : peer.PendingError;
        peer.Notify();
    }

    /// <summary>Bytes were read.</summary>
    /// <returns>Whether they were the last ones of a send.</returns>
    private bool FreePieces(int read)
    {
        int before = _pieces.Count;
        _readOfPiece += read;
        while (_pieces.TryPeek(out int piece) && piece <= _readOfPiece)
        {
            _readOfPiece -= piece;
            _pieces.Dequeue();
        }

        return _pieces.Count < before;
    }
}
