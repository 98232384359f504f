using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

// listen(2) and accept(2).
internal sealed partial class TcpSocket
{
    private Queue<TcpSocket>? _queue;
    private int _backlog;

    /// <summary>Linux takes one connection more than the backlog says.</summary>
    public bool IsQueueFull => _queue!.Count > _backlog;

    public override int Listen(int backlog)
    {
        if (_state is not (TcpState.Closed or TcpState.Listening) || Remote is not null)
        {
            return -Errno.EINVAL;
        }

        _backlog = backlog < 0 ? int.MaxValue : backlog;
        if (_state == TcpState.Listening)
        {
            return 0;
        }

        int result = Local is null ? BindTo(Endpoint.Any(family, 0)) : 0;
        result = result < 0 ? result : sockets.Ports.Listen(this);
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

    /// <summary>A client's first packet has arrived: there is a connection, waiting to be accepted.</summary>
    public void Admit(TcpSocket client, Endpoint local)
    {
        TcpSocket child = new(world, sockets, family)
        {
            Options = Options.Inherit(),
            Local = local,
            Remote = client.Local,
            _state = TcpState.Connected,
            _isConnectTold = true,
        };
        Network.NetworkPath there = world.Paths.From(client.Sockets.Host, sockets.Host);
        Network.NetworkPath back = world.Paths.From(sockets.Host, client.Sockets.Host);
        Flow forth = new(world, client, child, there, back);
        Flow answer = new(world, child, client, back, there);
        client.Attach(answer, forth);
        child.Attach(forth, answer);
        sockets.Ports.AddConnection(child);
        _queue!.Enqueue(child);
        answer.Accept();
        Notify();
    }

    public override bool AbortFirst()
    {
        if (_queue is null || !_queue.TryDequeue(out TcpSocket? child))
        {
            return false;
        }

        child._isOrphan = true;
        child.Abort();
        return true;
    }

    private int StopListening()
    {
        // Who was not accepted is reset: Linux does so, and a client that waits for ever helps nobody.
        _state = TcpState.Closed;
        while (AbortFirst())
        {
        }

        sockets.Ports.Release(this);
        Notify();
        return 0;
    }
}
