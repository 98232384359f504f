using Reactor.Diagnostics;
using Reactor.Polling;
using Reactor.Sockets;
using Reactor.Timers;

namespace Reactor;

/// <summary>
/// Stops a loop in order: let in who waits in the listeners' queues, close the listeners, ask every connection to close, wait for them
/// until the deadline, abort the rest, report.
/// </summary>
internal sealed class StopSequence
{
    private readonly LoopCore _core;
    private readonly ActionTimer _deadline;
    private readonly List<TaskCompletionSource<StopReport>> _waiting = [];
    private readonly List<ConnectAttempt> _connects = [];
    private long _begun;
    private bool _isBegun;
    private bool _expired;
    private int _listeners;
    private int _asked;
    private int _closedBefore;
    private int _failedBefore;
    private int _abortedBefore;

    public StopSequence(LoopCore core)
    {
        _core = core;
        _deadline = new ActionTimer(core.Wheel, AbortTheRest);
    }

    public bool IsUnderWay => _isBegun && !IsCompleted;

    /// <summary>How many connections there have ever been.</summary>
    private int Opened
    {
        get
        {
            ConnectionFates fates = _core.Connections.Fates;
            return fates.Open + fates.Closed + fates.Failed + fates.Aborted;
        }
    }

    public bool IsCompleted { get; private set; }

    /// <summary>Whether a run has ended because of it, or it was completed by turns outside of one. It ends one run at most.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Begins, or brings the deadline forward if it has begun.</summary>
    /// <param name="deadline">How long connections have from now.</param>
    /// <param name="waiting">Completed with the report; null when nobody waits for it.</param>
    public void Begin(TimeSpan deadline, TaskCompletionSource<StopReport>? waiting)
    {
        if (waiting is not null)
        {
            _waiting.Add(waiting);
        }

        if (_isBegun)
        {
            Hasten(deadline);
            return;
        }

        _isBegun = true;
        _begun = _core.Kernel.MonotonicNanoseconds;
        ConnectionFates fates = _core.Connections.Fates;
        (_closedBefore, _failedBefore, _abortedBefore) = (fates.Closed, fates.Failed, fates.Aborted);

        // Armed first of all: what follows calls foreign code, which may take its time.
        Hasten(deadline);
        CloseListeners();
        CancelConnects();
        LoopLog.Stopping(_core.Logger, _listeners, fates.Open, deadline);
        AskConnections();
    }

    /// <summary>After every turn while it is under way.</summary>
    public void Check()
    {
        // What has come since the stop began: an answer to ListenAsync, a listener or a connection that a callback made.
        CloseListeners();
        if (!_expired && Opened != _asked)
        {
            AskConnections();
        }

        if (_core.Connections.Fates.Open > 0)
        {
            // Whoever was connected after the deadline did not hear of it.
            if (_expired)
            {
                AbortTheRest();
            }

            return;
        }

        // Those that were cancelled still have to hear of it. What a client begins anew from there is its own affair.
        if (_connects.Exists(static attempt => !attempt.IsCompleted))
        {
            return;
        }

        _deadline.Dispose();
        ConnectionFates fates = _core.Connections.Fates;
        StopReport report = new(
            _listeners,
            _connects.Count,
            fates.Closed - _closedBefore,
            fates.Failed - _failedBefore,
            fates.Aborted - _abortedBefore,
            TimeSpan.FromTicks((_core.Kernel.MonotonicNanoseconds - _begun) / TimeSpan.NanosecondsPerTick));
        LoopLog.Stopped(_core.Logger, report.Elapsed, report.ConnectionsClosed, report.ConnectionsFailed, report.ConnectionsAborted);
        IsCompleted = true;
        foreach (TaskCompletionSource<StopReport> waiting in _waiting)
        {
            waiting.TrySetResult(report);
        }
    }

    /// <summary>The loop is disposed before everything had stopped.</summary>
    public void Abandon()
    {
        foreach (TaskCompletionSource<StopReport> waiting in _waiting)
        {
            waiting.TrySetCanceled();
        }
    }

    private void Hasten(TimeSpan deadline)
    {
        if (deadline == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        long tick = TimerWheel.DueTick(_core.Kernel.MonotonicNanoseconds, deadline);
        if (!_deadline.IsArmed || tick < _deadline.DueTick)
        {
            _core.Wheel.Arm(_deadline, tick);
        }
    }

    private void CloseListeners()
    {
        foreach (StreamListener listener in _core.Listeners.ToArray())
        {
            listener.DrainAndClose();
            _listeners++;
        }
    }

    private void CancelConnects()
    {
        foreach (ConnectAttempt attempt in _core.Connects.ToArray())
        {
            attempt.Cancel();
            _connects.Add(attempt);
        }
    }

    /// <summary>Asks those that were not asked yet.</summary>
    private void AskConnections()
    {
        _asked = Opened;
        ForEachConnection(static (registration, connection) =>
        {
            if (!registration.StopTold)
            {
                registration.StopTold = true;
                connection.OnStop();
            }
        });
    }

    private void AbortTheRest()
    {
        _expired = true;
        ForEachConnection(static (_, connection) => connection.OnStopDeadline());
    }

    private void ForEachConnection(Action<Registration, IConnection> action)
    {
        // Registrations may come and go meanwhile, so the walk is by slot and looks at each one anew.
        for (int slot = 0; slot < _core.Poller.Table.Length; slot++)
        {
            if (_core.Poller.Table[slot] is { Handler: IConnection connection } registration)
            {
                action(registration, connection);
                _core.Context.Restore();
            }
        }
    }
}
