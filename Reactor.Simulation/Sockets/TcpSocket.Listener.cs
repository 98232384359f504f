using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

// listen(2) and accept(2).
internal sealed partial class TcpSocket
{
    // net.core.somaxconn.
    private const int MostBacklog = 4096;

    private Queue<TcpSocket>? _queue;
    private TcpSocket? _admittedBy;
    private int _backlog;
    private int _handshakes;

    /// <summary>Linux takes one connection more than the backlog says. A place is kept for those whose handshake goes on.</summary>
    public bool IsQueueFull => _queue!.Count + _handshakes > _backlog;

    /// <summary>Whether its client has not answered yet: the connection is half open.</summary>
    public bool IsAnsweringHandshake => _admittedBy is not null;

    public override int Listen(int backlog)
    {
        if (_state is not (TcpState.Closed or TcpState.Listening) || _progress != ConnectProgress.Unconnected)
        {
            return -Errno.EINVAL;
        }

        _backlog = (int)Math.Min((uint)backlog, MostBacklog);
        if (_state == TcpState.Listening)
        {
            return 0;
        }

        int result = IsBound ? sockets.Ports.Listen(this) : BindTo(Endpoint.Any(family, 0));
        if (result < 0)
        {
            return result;
        }

        _queue = new Queue<TcpSocket>();
        _state = TcpState.Listening;
        return 0;
    }

    public override int Accept(out SocketFile? connection)
    {
        connection = null;
        if (_state != TcpState.Listening)
        {
            return -Errno.EINVAL;
        }

        if (!_queue!.TryDequeue(out TcpSocket? child))
        {
            return -Errno.EAGAIN;
        }

        connection = child;
        return 0;
    }

    /// <summary>A client's first packet has arrived: there will be a connection to accept when the client has answered.</summary>
    public void Admit(TcpSocket client, Endpoint local)
    {
        TcpSocket child = new(world, sockets, family)
        {
            Options = Options.Inherit(),
            Local = local,
            IsBound = true,
            Remote = client.Local,
            _state = TcpState.Connected,
            _progress = ConnectProgress.Connected,
            _admittedBy = this,
        };
        Network.NetworkPath there = world.Paths.From(client.Sockets.Host, sockets.Host);
        Network.NetworkPath back = world.Paths.From(sockets.Host, client.Sockets.Host);
        Flow forth = new(world, client, child, there, back);
        Flow answer = new(world, child, client, back, there) { Opposite = forth };
        forth.Opposite = answer;
        client.Attach(answer, forth);
        child.Attach(forth, answer);
        sockets.Ports.AddConnection(child);
        _handshakes++;
        answer.Accept();
    }

    public override bool AbortFirst()
    {
        if (_queue is null || !_queue.TryDequeue(out TcpSocket? child))
        {
            return false;
        }

        child._isOrphan = true;
        child.Abort(0);
        child.Unbind();
        return true;
    }

    /// <summary>The client has answered, as the last packet of the handshake says.</summary>
    private void JoinQueue()
    {
        TcpSocket listener = _admittedBy!;
        LeaveListener();
        if (!listener.IsListening)
        {
            _isOrphan = true;
            Abort(0);
            return;
        }

        listener._queue!.Enqueue(this);
        listener.Notify(Readiness.In);
    }

    private void LeaveListener()
    {
        if (_admittedBy is { } listener)
        {
            _admittedBy = null;
            listener._handshakes--;
        }
    }

    private void StopListening()
    {
        // Who was not accepted is reset: inet_csk_listen_stop.
        SetClosed();
        while (AbortFirst())
        {
        }

        _queue = null;
    }
}
