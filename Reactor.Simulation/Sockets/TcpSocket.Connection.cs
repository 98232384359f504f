using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

// The beginning and the end of a connection: what the packets of the other side do.
internal sealed partial class TcpSocket
{
    private ConnectProgress _progress;
    private Handshake? _handshake;

    /// <summary>As <c>__inet_stream_connect</c>: a later call tells how an earlier one ended, and after a failure the socket is as new.</summary>
    public override int Connect(ReadOnlySpan<byte> address)
    {
        switch (_progress)
        {
            case ConnectProgress.Unconnected:
                return _state == TcpState.Closed ? Begin(address) : -Errno.EISCONN;
            case ConnectProgress.Connected:
                return -Errno.EISCONN;
            case ConnectProgress.Abandoned:
                return -Errno.EINVAL;
        }

        switch (_state)
        {
            case TcpState.Connecting:
                return -Errno.EALREADY;
            case TcpState.Connected:
                _progress = ConnectProgress.Connected;
                return 0;
            default:
                int error = TakeError();
                Disconnect();
                Notify();
                return error != 0 ? -error : -Errno.ECONNABORTED;
        }
    }

    /// <summary>The other side has answered: the last packet of the handshake, at either end.</summary>
    public void OnConnected()
    {
        if (_admittedBy is not null)
        {
            JoinQueue();
            return;
        }

        _handshake = null;
        _state = TcpState.Connected;
        _out!.Accept();
        Notify();
    }

    public void OnEnd()
    {
        _inputShut = true;
        if (_isEndSent && _out!.IsEndAcknowledged)
        {
            OnBothEnded();
        }

        Notify();
    }

    /// <summary>Our end has reached the other side.</summary>
    public void OnEndDelivered()
    {
        if (_state != TcpState.Connected)
        {
            return;
        }

        if (_in!.HasEnded)
        {
            OnBothEnded();
        }

        // Linux wakes everybody here, though nothing but edges can tell.
        Notify();
    }

    /// <summary>As <c>tcp_reset</c>.</summary>
    public void OnReset()
    {
        if (_state == TcpState.Connected)
        {
            Fail(ResetError);
        }
    }

    public void OnTimedOut()
    {
        if (_state is TcpState.Connected or TcpState.Connecting)
        {
            Fail(Errno.ETIMEDOUT);
        }
    }

    /// <summary>Bytes have arrived that nobody will ever read, and who sent them shall know.</summary>
    public void Refuse() => Abort(Errno.ECONNRESET);

    /// <summary>The network is partitioned between this host and another, perhaps the peer's.</summary>
    public void OnPartitioned()
    {
        if (_state == TcpState.Connected)
        {
            _out!.OnPartitioned();
        }
    }

    /// <summary>Whether what comes on a flow is for this socket: a closed one has forgotten the connection, a new attempt has another.</summary>
    public bool IsReceiverOf(Flow flow) => _in == flow && (_state is TcpState.Connected or TcpState.Connecting);

    /// <summary>Whether what becomes of a flow matters to this socket.</summary>
    public bool IsSenderOf(Flow flow) => _out == flow && (_state is TcpState.Connected or TcpState.Connecting);

    /// <summary>The connection cannot be made, or is given up: <c>tcp_done_with_error</c>. What has arrived can still be read.</summary>
    public void Fail(int errno)
    {
        if (_state == TcpState.Connecting)
        {
            GiveUpConnecting();
        }
        else
        {
            _out!.Cut();
            LeaveListener();
            SetClosed();
            _in!.OnReceiverGone();
        }

        PendingError = errno;
        _inputShut = true;
        _outputShut = true;
        Notify();
    }

    /// <summary>The handshake reaches the other host: the two directions exist.</summary>
    public void Attach(Flow input, Flow output)
    {
        _in = input;
        _out = output;
    }

    /// <summary>Something in between resets the connection, towards both sides.</summary>
    public void Break() => Abort(ResetError);

    // The peer has ended and we have not: CLOSE_WAIT.
    private int ResetError => _in is { HasEnded: true } && !_isEndSent ? Errno.EPIPE : Errno.ECONNRESET;

    /// <summary>Ends the connection at once, and tells the other side.</summary>
    private void Abort(int error)
    {
        if (_state != TcpState.Connected)
        {
            return;
        }

        PendingError = error;
        _inputShut = true;
        _outputShut = true;
        LeaveListener();
        SetClosed();
        _out!.Reset();
        Notify();
    }

    private void OnBothEnded()
    {
        _inputShut = true;
        _outputShut = true;
        SetClosed();
    }

    private int Begin(ReadOnlySpan<byte> address)
    {
        int result = Endpoint.Read(address, family, out Endpoint endpoint);
        if (result < 0)
        {
            return result;
        }

        result = sockets.Route(family, Options.IPv6Only, ref endpoint, out Endpoint source);
        if (result < 0)
        {
            return result;
        }

        result = IsBound ? 0 : BindTo(source with { Port = 0 });
        if (result < 0)
        {
            return result == -Errno.EADDRINUSE ? -Errno.EADDRNOTAVAIL : result;
        }

        // Bound to any address, it now has the one that the route gives it.
        Local = _isAddressChosen ? Local : source with { Port = Local!.Value.Port };
        Remote = endpoint;
        PendingError = 0;
        _state = TcpState.Connecting;
        _progress = ConnectProgress.Begun;
        _handshake = new Handshake(world, this, endpoint);
        _handshake.Begin();
        return -Errno.EINPROGRESS;
    }

    private void GiveUpConnecting()
    {
        _handshake?.Cancel();
        _handshake = null;

        // If the other side has answered already, its answer finds nobody, and it is told so.
        SetClosed();
    }

    /// <summary>As <c>tcp_disconnect</c>: a socket that may be connected anew.</summary>
    private void Disconnect()
    {
        _progress = ConnectProgress.Unconnected;
        _in = null;
        _out = null;
        _inputShut = false;
        _outputShut = false;
        _isEndSent = false;
        Remote = null;
        if (Local is { } local && !_isAddressChosen)
        {
            Local = Endpoint.Any(family, local.Port);
        }
    }
}
