using System.Net.Sockets;

/// <summary>Receives, and goes on receiving when what came has been handled.</summary>
internal abstract class Connection
{
    private readonly SocketAsyncEventArgs _receive = new();
    private readonly SocketAsyncEventArgs _send = new();

    protected Connection()
    {
        _receive.Completed += (_, _) =>
        {
            if (Handle())
            {
                Receive();
            }
        };
        _send.Completed += (_, _) =>
        {
            if (HasSent())
            {
                Receive();
            }
        };
    }

    protected Socket? Socket { get; private set; }

    /// <summary>Where to receive to.</summary>
    protected abstract Memory<byte> Space { get; }

    public virtual void Start(Socket socket)
    {
        Socket = socket;
        Receive();
    }

    /// <summary>Handles so many bytes in <see cref="Space"/>; true if more may be received now, false if that has to wait or the connection is closed.</summary>
    protected abstract bool OnReceived(int count);

    /// <summary>Sends all, and receives again after that. The value is for <see cref="OnReceived"/>.</summary>
    protected bool SendThenReceive(Memory<byte> bytes)
    {
        _send.SetBuffer(bytes);
        return !Socket!.SendAsync(_send) && HasSent();
    }

    /// <summary>Called when nothing more is received, nor sent by <see cref="SendThenReceive"/>.</summary>
    protected virtual void Close() => Socket!.Dispose();

    // What completes at once does so here, in a loop, so that a fast peer costs no stack.
    private void Receive()
    {
        do
        {
            _receive.SetBuffer(Space);
        }
        while (!Socket!.ReceiveAsync(_receive) && Handle());
    }

    private bool Handle()
    {
        if (_receive.SocketError == SocketError.Success && _receive.BytesTransferred > 0)
        {
            return OnReceived(_receive.BytesTransferred);
        }

        Close();
        return false;
    }

    // A send completes when the kernel has taken all, or with an error.
    private bool HasSent()
    {
        if (_send.SocketError == SocketError.Success)
        {
            return true;
        }

        Close();
        return false;
    }
}
