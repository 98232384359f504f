using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

// The beginning and the end of a connection: what the packets of the other side do.
internal sealed partial class TcpSocket
{
    private Handshake? _handshake;

    public override int Connect(ReadOnlySpan<byte> address)
    {
        int result = Endpoint.Read(address, family, out Endpoint endpoint);
        if (result < 0)
        {
            return result;
        }

        switch (_state)
        {
            case TcpState.Connecting:
                return -Errno.EALREADY;
            case TcpState.Connected when !_isConnectTold:
                // The attempt of the earlier call is complete; this call is the first to say so.
                _isConnectTold = true;
                return 0;
            case TcpState.Closed when _error != 0 && Remote is not null:
                return -TakeError();
            case TcpState.Closed when Remote is null:
                return Begin(endpoint);
            case TcpState.Closed:
                return -Errno.ECONNABORTED;
            default:
                return -Errno.EISCONN;
        }
    }

    /// <summary>The other side has accepted: its first packet.</summary>
    public void OnConnected()
    {
        _handshake = null;
        if (_state != TcpState.Connecting)
        {
            // Given up meanwhile; the other side hears of it.
            _out!.Reset();
            return;
        }

        _state = TcpState.Connected;
        Notify();
    }

    public void OnData()
    {
        if (_isOrphan)
        {
            // Nobody will ever read it, and who sent it shall know.
            Abort();
            return;
        }

        Notify();
    }

    public void OnEnd()
    {
        _inputShut = true;
        if (_outputShut && _out!.HasEnded)
        {
            _state = TcpState.Closed;
        }

        Notify();
        ForgetIfOver();
    }

    /// <summary>Our end has reached the other side.</summary>
    public void OnEndDelivered()
    {
        if (_in!.HasEnded)
        {
            _state = TcpState.Closed;
        }

        ForgetIfOver();
    }

    /// <summary>As <c>tcp_reset</c>.</summary>
    public void OnReset()
    {
        if (_state == TcpState.Connected)
        {
            Fail(_in is { HasEnded: true } ? Errno.EPIPE : Errno.ECONNRESET);
        }
    }

    public void OnTimedOut() => Fail(Errno.ETIMEDOUT);

    /// <summary>The connection cannot be made, or is given up.</summary>
    public void Fail(int errno)
    {
        _handshake?.Cancel();
        _handshake = null;
        if (_state == TcpState.Connected)
        {
            _out!.Cut();
        }

        // If the other side is about to accept, its answer will find nobody, and it will be told then.
        _state = TcpState.Closed;
        _error = errno;
        _inputShut = true;
        _outputShut = true;
        sockets.Ports.Release(this);
        Notify();
    }

    /// <summary>The handshake reaches the other host: the two directions exist.</summary>
    public void Attach(Flow input, Flow output)
    {
        _in = input;
        _out = output;
    }

    /// <summary>Something in between resets the connection, towards both sides.</summary>
    public void Break() => Abort(Errno.ECONNRESET);

    /// <summary>Ends the connection at once, and tells the other side.</summary>
    private void Abort(int error = 0)
    {
        if (_state != TcpState.Connected)
        {
            return;
        }

        _state = TcpState.Closed;
        _error = error;
        _inputShut = true;
        _outputShut = true;
        _in!.Cut();
        _out!.Reset();
        sockets.Ports.Release(this);
        Notify();
    }

    private int Begin(Endpoint endpoint)
    {
        int result = sockets.Route(family, Options.IPv6Only, ref endpoint, out Endpoint source);
        if (result < 0)
        {
            return result;
        }

        result = Local is null ? BindTo(source with { Port = 0 }) : 0;
        if (result < 0)
        {
            return result == -Errno.EADDRINUSE ? -Errno.EADDRNOTAVAIL : result;
        }

        // Bound to any address, it now has the one that the route gives it.
        Local = source with { Port = Local!.Value.Port };
        Remote = endpoint;
        _state = TcpState.Connecting;
        _handshake = new Handshake(world, this, endpoint);
        _handshake.Begin();
        return -Errno.EINPROGRESS;
    }

    /// <summary>The descriptor is closed and both directions have ended: the port is free.</summary>
    private void ForgetIfOver()
    {
        if (_isOrphan && (_state == TcpState.Closed || (_in is { IsOver: true } && _out is { IsOver: true })))
        {
            sockets.Ports.Release(this);
        }
    }
}
