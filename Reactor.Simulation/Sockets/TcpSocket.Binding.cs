using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

// bind(2), and how long an address is held.
internal sealed partial class TcpSocket
{
    // SOCK_BINDPORT_LOCK and SOCK_BINDADDR_LOCK of Linux.
    private bool _isPortChosen;
    private bool _isAddressChosen;

    /// <summary>Whether it holds its port: <c>inet_num</c>. What it was once bound to is told even after that.</summary>
    private bool IsBound { get; set; }

    public override int Bind(ReadOnlySpan<byte> address)
    {
        int result = Endpoint.Read(address, family, out Endpoint endpoint);
        if (result < 0)
        {
            return result;
        }

        // The order of __inet_bind: is there such an address, is the socket free, is the port.
        if (!sockets.Has(endpoint))
        {
            return -Errno.EADDRNOTAVAIL;
        }

        if (IsBound || _state != TcpState.Closed)
        {
            return -Errno.EINVAL;
        }

        _isAddressChosen = !endpoint.IsAny;
        _isPortChosen = endpoint.Port != 0;
        result = BindTo(endpoint);
        _isAddressChosen &= result >= 0;
        _isPortChosen &= result >= 0;
        return result;
    }

    private int BindTo(Endpoint endpoint)
    {
        int result = sockets.Ports.Bind(this, ref endpoint);
        if (result >= 0)
        {
            Local = endpoint;
            IsBound = true;
        }

        return result;
    }

    private void Unbind()
    {
        if (IsBound)
        {
            IsBound = false;
            sockets.Ports.Release(this);
        }
    }

    /// <summary>As <c>tcp_set_state(TCP_CLOSE)</c>: a port that the program did not choose is free at once, another when the socket goes.</summary>
    private void SetClosed()
    {
        _state = TcpState.Closed;
        if (_isOrphan || !_isPortChosen)
        {
            Unbind();
        }
    }
}
