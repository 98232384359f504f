using System.Net;
using Reactor.Diagnostics;
using Reactor.SystemCalls;
using Reactor.Timers;

namespace Reactor.Sockets;

/// <summary>
/// How long a listener waits when it cannot accept: 100 ms, doubling to a second, until its queue is empty again. That is one
/// episode, and it is reported once.
/// </summary>
internal sealed class AcceptPause
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);

    private readonly LoopCore _core;
    private readonly EndPoint _endPoint;
    private readonly ActionTimer _timer;
    private readonly LogGate _gate;
    private readonly LogGate _resumedGate;
    private TimeSpan _next = s_shortest;
    private long _shedUntil;
    private long _released;

    public AcceptPause(LoopCore core, EndPoint endPoint, Action resume)
    {
        _core = core;
        _endPoint = endPoint;
        _timer = new ActionTimer(core.Wheel, resume);
        _gate = new LogGate(core.Wheel);
        _resumedGate = new LogGate(core.Wheel);
        LogRehearsal.Run(endPoint);
    }

    public enum Reason
    {
        /// <summary>As many connections are open as the options allow. Resumed when one is closed.</summary>
        Limit,

        /// <summary>The kernel has no descriptor or memory. Somebody else's may be freed at any time, so a timer tries too.</summary>
        Exhausted,
    }

    public bool IsPaused { get; private set; }

    /// <summary>Whether there was no room, and the queue has not been empty since.</summary>
    public bool InEpisode { get; private set; }

    /// <summary>
    /// Whether clients are turned away without a look for room first. Each look leaves the process without a descriptor for a moment, so
    /// after one in vain the next waits for a release of one of ours, or for the shortest pause.
    /// </summary>
    public bool IsShedding => _core.Now < _shedUntil && _core.Poller.Releases.Released == _released;

    public void Begin(Reason reason)
    {
        IsPaused = true;
        if (reason == Reason.Limit)
        {
            return;
        }

        _timer.Restart(_next);
        _next = _next + _next < s_longest ? _next + _next : s_longest;
    }

    public void Waiting(int errno)
    {
        if (!InEpisode)
        {
            InEpisode = true;
            _gate.Log(more => LoopLog.AcceptPaused(_core.Logger, _endPoint, Errno.Describe(errno), more));
        }
    }

    /// <summary>Ends the pause, not the episode: whether there is room shows when the queue is empty.</summary>
    public void End()
    {
        IsPaused = false;
        _timer.Cancel();
    }

    public void Shedding(int errno)
    {
        if (InEpisode && !IsShedding)
        {
            _shedUntil = _core.Now + (s_shortest.Ticks * TimeSpan.NanosecondsPerTick);
            _released = _core.Poller.Releases.Released;
        }

        if (!InEpisode)
        {
            InEpisode = true;
            _gate.Log(more => LoopLog.AcceptShed(_core.Logger, _endPoint, Errno.Describe(errno), more));
        }
    }

    /// <summary>The queue is empty: whoever waited has been served.</summary>
    public void Recovered()
    {
        if (InEpisode)
        {
            InEpisode = false;
            _next = s_shortest;
            _resumedGate.Log(_ => LoopLog.AcceptResumed(_core.Logger, _endPoint));
        }
    }
}
