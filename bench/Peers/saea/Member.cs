using System.Buffers;
using System.Net.Sockets;

/// <summary>One who hears what the others say: the array is shared, and what has gathered meanwhile leaves in one send.</summary>
/// <remarks>It serves one client and is not kept for another, who might get what a send under way still has to say.</remarks>
internal sealed class Member : Connection
{
    private readonly Room _room;
    private readonly LineInput _input = new();
    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly SocketAsyncEventArgs _send = new();
    private readonly Lock _lock = new();
    private List<ArraySegment<byte>> _queued = [];
    private List<ArraySegment<byte>> _leaving = [];
    private bool _sending;

    public Member(Room room)
    {
        _room = room;
        _send.Completed += (_, _) => SendMore();
    }

    protected override Memory<byte> Space => _input.Free;

    public override void Start(Socket socket)
    {
        _room.Enter(this);
        base.Start(socket);
    }

    public void Hear(byte[] lines)
    {
        lock (_lock)
        {
            _queued.Add(lines);
            if (_sending)
            {
                return;
            }

            _sending = true;
        }

        SendMore();
    }

    protected override bool OnReceived(int count)
    {
        _lines.ResetWrittenCount();
        if (!_input.TryTake(count, _lines))
        {
            Close();
            return false;
        }

        if (_lines.WrittenCount > 0)
        {
            _room.Say(this, _lines.WrittenSpan.ToArray());
        }

        return true;
    }

    protected override void Close()
    {
        _room.Leave(this);
        base.Close();
    }

    private void SendMore()
    {
        do
        {
            // Whoever cannot be sent to is closed by the receiving side, which hears of it too.
            if (_send.SocketError != SocketError.Success || !TakeQueued())
            {
                return;
            }
        }
        while (!IsUnderWay());
    }

    private bool TakeQueued()
    {
        _leaving.Clear();
        lock (_lock)
        {
            (_queued, _leaving) = (_leaving, _queued);
            _sending = _leaving.Count > 0;
            return _sending;
        }
    }

    private bool IsUnderWay()
    {
        // Either list or buffer: the one has to go before the other comes.
        _send.BufferList = null;
        _send.SetBuffer(default);
        if (_leaving.Count == 1)
        {
            _send.SetBuffer(_leaving[0]);
        }
        else
        {
            _send.BufferList = _leaving;
        }

        try
        {
            return Socket!.SendAsync(_send);
        }
        catch (ObjectDisposedException)
        {
            return true; // Closed in between: there is nobody to send to, and _sending stays set, so nobody tries again.
        }
    }
}
