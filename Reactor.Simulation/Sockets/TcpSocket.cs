using System.Net.Sockets;
using Reactor.Simulation.Core;
using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

/// <summary>A TCP socket, after <c>tcp(7)</c>, <c>ip(7)</c> and <c>socket(7)</c>, and after Linux where they are silent.</summary>
/// <remarks>It outlives its descriptor until both directions of its connection have ended.</remarks>
internal sealed partial class TcpSocket(World world, HostSockets sockets, AddressFamily family) : SocketFile
{
    private TcpState _state;
    private bool _inputShut;
    private bool _outputShut;
    private bool _isEndSent;
    private bool _isOrphan;
    private Flow? _in;
    private Flow? _out;

    public HostSockets Sockets => sockets;

    public AddressFamily Family => family;

    /// <summary>The address it is or was bound to; null before that.</summary>
    public Endpoint? Local { get; private set; }

    public Endpoint? Remote { get; private set; }

    public TcpOptions Options { get; private init; } = new();

    public override bool IsListening => _state == TcpState.Listening;

    /// <summary>
    /// Whether bytes that arrive have somebody to take them. After both halves were shut down here Linux answers them with a reset: the
    /// state is FIN_WAIT1 or FIN_WAIT2 with RCV_SHUTDOWN, in <c>tcp_rcv_state_process</c>.
    /// </summary>
    public bool TakesInput => _state == TcpState.Connected && !(_inputShut && _isEndSent);

    public int ReceiveCapacity => Options.ReceiveBuffer;

    /// <summary>Whether enough of the send buffer is free to say so; Linux waits for a third.</summary>
    public bool HasRoom => _out is null || Options.SendBuffer - _out.Held >= _out.Held / 2;

    /// <summary>As <c>tcp_poll</c> of Linux says it.</summary>
    public override Readiness Readiness
    {
        get
        {
            if (_state == TcpState.Listening)
            {
                return _queue!.Count > 0 ? Readiness.In : Readiness.None;
            }

            Readiness ready = PendingError != 0 ? Readiness.Error : Readiness.None;
            if ((_inputShut && _outputShut) || _state == TcpState.Closed)
            {
                ready |= Readiness.Hangup;
            }

            if (_inputShut)
            {
                ready |= Readiness.In | Readiness.ReadHangup;
            }

            if (_state == TcpState.Connecting)
            {
                return ready;
            }

            if (_in is { Available: > 0 })
            {
                ready |= Readiness.In;
            }

            return ready | (_outputShut || HasRoom ? Readiness.Out : Readiness.None);
        }
    }

    /// <summary>Who has looked and found no room is told when there is: <c>SOCK_NOSPACE</c>.</summary>
    public override Readiness Poll()
    {
        Readiness ready = Readiness;
        if ((ready & Readiness.Out) == 0 && _state == TcpState.Connected)
        {
            _out!.IsSenderWaiting = true;
        }

        return ready;
    }

    public override string Describe() => _state switch
    {
        TcpState.Listening => $"a listener on {Local} with {_queue!.Count} connections to accept",
        TcpState.Connecting => $"a socket connecting to {Remote}",
        TcpState.Connected => $"a connection from {Local} to {Remote}, {_in!.Available} bytes to read, {_out!.Held} not acknowledged"
            + (_in.HasEnded ? ", the peer has ended" : "") + (_outputShut ? ", output ended" : ""),
        _ => $"a closed socket, {Local} to {Remote}",
    };

    public override int GetSocketName(Span<byte> address, out int length)
    {
        length = (Local ?? Endpoint.Any(family, 0)).Write(family, address);
        return 0;
    }

    public override int GetPeerName(Span<byte> address, out int length)
    {
        length = 0;
        if (Remote is not { } remote || _state != TcpState.Connected)
        {
            return -Errno.ENOTCONN;
        }

        length = remote.Write(family, address);
        return 0;
    }

    public override int WritePeerAddress(Span<byte> address) => Remote!.Value.Write(family, address);

    // ipv6(7): what the address stands for is settled once there is one.
    public override int SetOption(SocketOption option, int value) =>
        option == SocketOption.IPv6Only && IsBound ? -Errno.EINVAL : Options.Set(option, value, family);

    protected override int GetSetting(SocketOption option, out int value) => Options.Get(option, family, out value);

    public override int Receive(Span<byte> buffer)
    {
        if (_state == TcpState.Listening)
        {
            return -Errno.ENOTCONN;
        }

        if (_in is { Available: > 0 } input)
        {
            int count = Math.Min(buffer.Length, input.Available);
            input.Read(buffer[..count]);
            return count;
        }

        // The order of tcp_recvmsg: an end that came in order beats an error that came after it.
        if (_in is { HasEnded: true })
        {
            return 0;
        }

        if (PendingError != 0)
        {
            return -TakeError();
        }

        return _inputShut ? 0 : _state == TcpState.Closed ? -Errno.ENOTCONN : -Errno.EAGAIN;
    }

    public override int Send(ReadOnlySpan<byte> bytes)
    {
        if (_state == TcpState.Connecting)
        {
            return PendingError != 0 ? -TakeError() : -Errno.EAGAIN;
        }

        if (PendingError != 0 || _outputShut || _state != TcpState.Connected)
        {
            return PendingError != 0 ? -TakeError() : -Errno.EPIPE;
        }

        int count = Math.Min(bytes.Length, Options.SendBuffer - _out!.Held);
        if (count <= 0)
        {
            if (bytes.IsEmpty)
            {
                return 0;
            }

            _out.IsSenderWaiting = true;
            return -Errno.EAGAIN;
        }

        _out.Write(bytes[..count]);
        return count;
    }

    /// <summary>As <c>inet_shutdown</c>.</summary>
    public override int Shutdown(SocketShutdown how)
    {
        if (_progress == ConnectProgress.Begun)
        {
            _progress = _state == TcpState.Connected ? ConnectProgress.Connected : ConnectProgress.Abandoned;
        }

        int result = 0;
        switch (_state)
        {
            case TcpState.Listening:
                if (how != SocketShutdown.Send)
                {
                    StopListening();
                    Disconnect();
                }

                break;
            case TcpState.Connecting:
                GiveUpConnecting();
                Disconnect();
                PendingError = Errno.ECONNRESET;
                break;
            default:
                result = _state == TcpState.Connected ? 0 : -Errno.ENOTCONN;
                _inputShut |= how != SocketShutdown.Send;
                if (how != SocketShutdown.Receive)
                {
                    _outputShut = true;
                    SendEnd();
                }

                break;
        }

        Notify();
        return result;
    }

    /// <summary>As <c>tcp_close</c>: a reset where bytes would be lost anyway or where it was asked for, else the end after what is sent.</summary>
    public override void Release()
    {
        _isOrphan = true;
        switch (_state)
        {
            case TcpState.Listening:
                StopListening();
                break;
            case TcpState.Connecting:
                GiveUpConnecting();
                break;
            case TcpState.Connected when _in!.Available > 0 || Options.Linger == 0:
                Abort(0);
                break;
            case TcpState.Connected:
                _inputShut = true;
                _outputShut = true;
                SendEnd();
                break;
        }

        if (_state == TcpState.Closed)
        {
            Unbind();
        }
    }

    private void SendEnd()
    {
        if (_state == TcpState.Connected && !_isEndSent)
        {
            _isEndSent = true;
            _out!.End();
        }
    }
}
