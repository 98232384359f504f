using Reactor;

namespace ChatServer;

/// <summary>Notices clients that are gone without having said so: after half of the timeout without a line it asks, after the other half it gives up.</summary>
internal sealed class PingWatch(Client client, TimeSpan timeout)
{
    private readonly TimeSpan _half = timeout / 2;
    private LoopTimer? _timer;
    private TimeSpan _heard;
    private bool _asked;

    /// <summary>Begins to watch.</summary>
    /// <param name="schedule">Makes the timer, which ends with the connection.</param>
    public void Begin(Func<TimeSpan, Action, LoopTimer> schedule)
    {
        _heard = client.Loop.Now;
        _timer = schedule(_half, Look);
    }

    /// <summary>A line has come. Only the time is noted; the timer looks at it when it is due.</summary>
    public void Hear()
    {
        _heard = client.Loop.Now;
        _asked = false;
    }

    private void Look()
    {
        TimeSpan left = _heard + (_asked ? timeout : _half) - client.Loop.Now;
        if (left > TimeSpan.Zero)
        {
            _timer!.Restart(left);
        }
        else if (_asked)
        {
            client.Disconnect($"Ping timeout: {timeout.TotalSeconds:0} seconds");
        }
        else
        {
            _asked = true;
            client.Say($"PING :{client.Chat.Options.Name}");

            // Somebody whose queue is full does not survive the question, and neither does the timer.
            if (client.IsOpen)
            {
                _timer!.Restart(_heard + timeout - client.Loop.Now);
            }
        }
    }
}
