using Reactor.Timers;

namespace Reactor.Diagnostics;

/// <summary>
/// Lets the first line of a kind through at once, and then counts: a second later one line tells how many more there were. A fault
/// that happens a million times a second costs a line a second.
/// </summary>
internal sealed class LogGate
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly ActionTimer _timer;
    private Action<string>? _last;
    private long _repeats;

    public LogGate(TimerWheel wheel) => _timer = new ActionTimer(wheel, Report);

    /// <summary>Logs now or counts.</summary>
    /// <param name="write">Writes the line, given a text to end it with. The latest one of a second is kept to tell of that second.</param>
    public void Log(Action<string> write)
    {
        if (_timer.IsArmed)
        {
            _repeats++;
            _last = write;
            return;
        }

        _timer.Restart(s_interval);
        write("");
    }

    private void Report()
    {
        if (_repeats == 0)
        {
            return;
        }

        long repeats = _repeats;
        Action<string> write = _last!;
        _repeats = 0;
        _last = null;
        _timer.Restart(s_interval);
        write($" ({repeats} of this kind in the last second)");
    }
}
