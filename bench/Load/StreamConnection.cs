using Reactor;

namespace Load;

/// <summary>
/// Sends chunks without waiting for the echo. It works on the socket itself: a connection handler would copy what the kernel does not
/// take at once, and here that is most of each chunk.
/// </summary>
internal sealed class StreamConnection : IHandler
{
    private readonly StreamLoad _load;
    private readonly StreamSocket _socket;
    private readonly Registration _registration;
    private readonly long _start;
    private readonly int _number;
    private readonly long _window;
    private readonly long _least;
    private long _sent;
    private long _received;

    public StreamConnection(StreamLoad load, StreamSocket socket, int number)
    {
        _load = load;
        _socket = socket;
        _number = number;
        _start = number * 977L;
        _window = load.Options.Window > 0 ? load.Options.Window : long.MaxValue;
        _least = Math.Max(_window / 2, 1);
        _registration = socket.Register(Interest.Read, this);
    }

    /// <summary>How much more may be in flight.</summary>
    private long Room => _window - (_sent - _received);

    private bool MaySend => _load.Phase == Phase.Working && Room >= _least;

    public void OnReadable(Registration registration)
    {
        (ReceiveStatus status, int count, int error) = _socket.Receive(_load.Buffer);
        switch (status)
        {
            case ReceiveStatus.Received:
                Verify(_load.Buffer[..count]);
                break;
            case ReceiveStatus.Ended when _load.Phase == Phase.Ending && _received == _sent:
                Close();
                break;
            case ReceiveStatus.Ended:
                Lose("end of input");
                break;
            case ReceiveStatus.Failed:
                Lose($"error {error}");
                break;
        }
    }

    public void OnWritable(Registration registration) => SendMore();

    public void OnHangup(Registration registration) => Lose("reset");

    /// <summary>
    /// Sends one chunk, or what the kernel takes of it, and goes on when there is room again: the others have their turn in between. With a window
    /// it sends when half of it has returned: sent after every receive, the chunks would be as small as the server's.
    /// </summary>
    public void SendMore()
    {
        if (!MaySend)
        {
            Watch(Interest.Read);
            return;
        }

        int length = (int)Math.Min(Pattern.MostAtOnce, Room);
        (SendStatus status, int count, int error) = _socket.Send(_load.Pattern.At(_start + _sent, length));
        if (status == SendStatus.Closed)
        {
            Lose($"error {error}");
            return;
        }

        _sent += count;
        _load.BytesInFlight += count;

        // Who may not send has bytes in flight, also when the kernel took less than it was given, and the echo of them comes here again.
        Watch(MaySend ? Interest.Read | Interest.Write : Interest.Read);
    }

    public void EndOutput()
    {
        Watch(Interest.Read);
        _socket.ShutdownOutput();
    }

    private void Verify(ReadOnlySpan<byte> bytes)
    {
        if (_received + bytes.Length > _sent)
        {
            Lose("more bytes than were sent");
        }
        else if (!_load.Pattern.Matches(_start + _received, bytes))
        {
            Lose("a wrong byte");
        }
        else
        {
            _received += bytes.Length;
            _load.Returned(bytes.Length, bytes.Length);
            if (_window < long.MaxValue)
            {
                SendMore();
            }
        }
    }

    private void Watch(Interest interest)
    {
        if (_socket.IsOpen && _registration.Interest != interest)
        {
            _registration.Interest = interest;
        }
    }

    private void Lose(string why)
    {
        if (_socket.IsOpen)
        {
            _load.Report($"connection {_number}: {why} after {_sent} bytes sent, {_received} received");
            Close();
        }
    }

    private void Close()
    {
        _socket.Dispose();
        _load.Closed(_sent - _received);
    }
}
