using System.Globalization;
using Reactor.Diagnostics;
using Reactor.Polling;
using Reactor.Sockets;
using Reactor.SystemCalls;
using Reactor.Tasks;
using Reactor.Timers;

namespace Reactor;

/// <summary>What the loop repeats. The six steps are numbered the same in <c>docs/design.md</c>.</summary>
internal sealed class Turn
{
    private const long NanosecondsPerTick = 1_000_000;
    private const int TurnsPerTidying = 1_024;

    private readonly LoopCore _core;
    private readonly Poller _poller;
    private readonly TimerWheel _wheel;
    private readonly TaskQueue _tasks;
    private readonly Dispatcher _dispatcher;
    private readonly LogGate _slowTurns;
    private readonly long _busyPoll;
    private readonly long _slowTurn;

    public Turn(LoopCore core)
    {
        _core = core;
        _poller = core.Poller;
        _wheel = core.Wheel;
        _tasks = core.Tasks;
        _dispatcher = new Dispatcher(core);
        _slowTurns = new LogGate(core.Wheel);
        _busyPoll = ToNanoseconds(core.Options.BusyPoll);
        _slowTurn = core.Options.SlowTurnThreshold > TimeSpan.Zero ? ToNanoseconds(core.Options.SlowTurnThreshold) : long.MaxValue;
    }

    /// <summary>Whether there is something to do without waiting. The one place that decides between sleeping and not.</summary>
    public bool HasPendingWork => _tasks.HasWork || _core.Connections.HasWork || _core.Pressure.CanRelieve;

    /// <summary>Takes one turn.</summary>
    /// <param name="now">The monotonic clock, read just before.</param>
    /// <param name="maxWait">How long to wait at most, in nanoseconds; <see cref="long.MaxValue"/> for no limit.</param>
    /// <returns>The clock at the end of the turn.</returns>
    public long Once(long now, long maxWait)
    {
        _poller.Releases.IsHolding = true;
        try
        {
            int ready = Wait(now, maxWait);
            Dispatch(ready);
            RunTimers();
            RunTasks();
            Settle();
        }
        finally
        {
            Release();
        }

        return Measure();
    }

    /// <summary>Step 1: until a descriptor is ready, a timer is due or a task was posted; not at all while there is pending work.</summary>
    private int Wait(long now, long maxWait)
    {
        long end = WaitEnd(now, maxWait);
        int ready = _busyPoll > 0 && end > now ? Spin(ref now, end) : 0;
        while (ready == 0)
        {
            bool sleeps = end > now && _core.Wakeup.TrySleep() && !HasPendingWork;
            long timeout = !sleeps ? 0 : end == long.MaxValue ? -1 : end - now;
            ready = _poller.Wait(timeout);
            _core.Wakeup.Awake();
            if (ready != -Errno.EINTR)
            {
                break;
            }

            ready = 0;
            if (!sleeps)
            {
                // A look without sleep ends here: what asked for it was taken back, and a wait begun now could miss it.
                break;
            }

            // A signal must not start the wait anew: what is left of it is worked out again.
            now = _core.Kernel.MonotonicNanoseconds;
        }

        _core.Now = _core.Kernel.MonotonicNanoseconds;
        _core.Statistics.Turns++;
        _wheel.Collect(TimerWheel.TickAt(_core.Now));
        return ready;
    }

    /// <summary>Step 2: kept input first, then each ready event.</summary>
    private void Dispatch(int ready)
    {
        for (int count = _core.Connections.Resumed.Count; count > 0; count--)
        {
            IConnection connection = _core.Connections.Resumed.Dequeue();
            _dispatcher.Begin(LoopCallback.Resumed, connection);
            connection.OnResumed();
            _dispatcher.End();
        }

        _core.Statistics.Events += ready;
        _dispatcher.Dispatch(_poller.Ready(ready));
    }

    /// <summary>Step 3: the timers that were due when the turn began. What they arm is not among them.</summary>
    private void RunTimers() => _dispatcher.RunTimers();

    /// <summary>Step 4: the tasks that were there before this step, at most as many as the budget allows.</summary>
    private void RunTasks()
    {
        int count = _tasks.Collect();
        int budget = _core.Options.MaxTasksPerTurn;
        if (count > budget)
        {
            count = budget;
            _core.Statistics.TaskBudgetsSpent++;
        }

        _dispatcher.RunTasks(count);
    }

    /// <summary>Step 5: the last callback of every connection that was closed, then a flush of every one that has output from elsewhere.</summary>
    private void Settle()
    {
        // Both counts are taken first: what a last callback makes dirty waits for the next turn.
        ConnectionQueues connections = _core.Connections;
        int closed = connections.Closed.Count;
        int dirty = connections.Dirty.Count;
        for (; closed > 0; closed--)
        {
            IConnection connection = connections.Closed.Dequeue();
            _dispatcher.Begin(LoopCallback.Closed, connection);
            connection.OnSettledClosed();
            _dispatcher.End();
        }

        for (; dirty > 0; dirty--)
        {
            IConnection connection = connections.Dirty.Dequeue();
            _dispatcher.Begin(LoopCallback.Flush, connection);
            connection.OnFlush();
            _dispatcher.End();
        }
    }

    /// <summary>Step 6: the descriptors that were closed in this turn are free again, and who waited for one may try.</summary>
    private void Release()
    {
        _poller.Releases.IsHolding = false;
        _poller.Releases.Flush();
        _core.Pressure.Relieve();
        if (_core.Statistics.Turns % TurnsPerTidying == 0)
        {
            _core.GiveUpSurplus();
        }
    }

    private long WaitEnd(long now, long maxWait)
    {
        if (HasPendingWork)
        {
            return now;
        }

        long end = maxWait > long.MaxValue - now ? long.MaxValue : now + maxWait;
        long wake = _wheel.NextWakeTick;
        return wake >= long.MaxValue / NanosecondsPerTick ? end : Math.Min(end, wake * NanosecondsPerTick);
    }

    /// <summary>Looks again and again without sleeping, and at what other threads post as well.</summary>
    private int Spin(ref long now, long end)
    {
        long until = _busyPoll < end - now ? now + _busyPoll : end;
        int ready = 0;
        for (long before = -1; ready <= 0 && now < until && now != before && !_core.Wakeup.IsWoken;)
        {
            // A clock that stands still is a test's: there a spin would never end, and there is no latency to save.
            before = now;
            ready = _poller.Wait(0);
            now = _core.Kernel.MonotonicNanoseconds;
        }

        // Without an event the word stays as it is, so that a stop that came meanwhile keeps the loop from sleeping.
        if (ready > 0)
        {
            _core.Wakeup.Awake();
        }

        return Math.Max(ready, 0);
    }

    private long Measure()
    {
        long now = _core.Kernel.MonotonicNanoseconds;
        TimeSpan length = TimeSpan.FromTicks((now - _core.Now) / TimeSpan.NanosecondsPerTick);
        if (length > _core.Statistics.LongestTurn)
        {
            _core.Statistics.LongestTurn = length;
        }

        if (now - _core.Now > _slowTurn)
        {
            ReportSlowTurn((now - _core.Now) / NanosecondsPerTick);
        }

        if (now - _core.Now >= LongTurn.Least)
        {
            LongTurn.Tell(_core, now);
        }

        return now;
    }

    private void ReportSlowTurn(long milliseconds)
    {
        _core.Statistics.SlowTurns++;
        string last = Convert.ToString(_dispatcher.Last?.GetType(), CultureInfo.InvariantCulture) ?? "none";
        _slowTurns.Log(more => LoopLog.SlowTurn(_core.Logger, milliseconds, last, more));
    }

    private static long ToNanoseconds(TimeSpan time) =>
        time.Ticks > long.MaxValue / TimeSpan.NanosecondsPerTick ? long.MaxValue : time.Ticks * TimeSpan.NanosecondsPerTick;
}
