using System.Runtime.CompilerServices;
using Reactor.Diagnostics;
using Reactor.Polling;
using Reactor.SystemCalls;
using Reactor.Tasks;
using Reactor.Timers;

namespace Reactor;

/// <summary>Calls back. What a callback throws ends here and costs its own registration, connection, timer or task.</summary>
internal sealed class Dispatcher(LoopCore core)
{
    // What every event needs, in one place: after the kernel's work little of it is in the nearest cache.
    private readonly RegistrationTable _table = core.Poller.Table;
    private readonly LoopContext _context = core.Context;
    private readonly TimerWheel _wheel = core.Wheel;
    private readonly TaskQueue _tasks = core.Tasks;
    private readonly LoopStatistics _statistics = core.Statistics;
    private readonly LoopObserver? _observer = core.Options.Observer;

    // Noting a reference for every event costs a write barrier; only a turn that is reported when slow needs it, and who watches.
    private readonly bool _isWatched = core.Options.SlowTurnThreshold > TimeSpan.Zero || core.Options.Observer is not null;

    /// <summary>Who was called last, to be named when a turn takes too long.</summary>
    public object? Last { get; private set; }

    public void Begin(LoopCallback callback, object? culprit)
    {
        Last = culprit;
        _observer?.Began(callback, culprit);
    }

    public void End() => _observer?.Ended();

    /// <summary>Delivers events, each if its registration is still there, and restores the contexts after each.</summary>
    public void Dispatch(ReadOnlySpan<ReadyEvent> batch)
    {
        // There is nothing to restore yet. But the compiler then looks up where the thread keeps its own things once, and not for each event.
        _context.RestoreInLoop();
        foreach (ref readonly ReadyEvent ready in batch)
        {
            Dispatch(in ready);
            _context.RestoreInLoop();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // A loop around a try block keeps nothing in registers.
    private void Dispatch(in ReadyEvent ready)
    {
        if (_table.Find(ready.Data) is not { } registration)
        {
            core.Statistics.StaleEvents++;
            return;
        }

        if (_isWatched)
        {
            Begin(LoopCallback.Event, registration.Handler);
        }

#pragma warning disable CA1031 // A callback's fault costs itself, never the rest of the batch.
        try
        {
            Deliver(registration, ready.Readiness);
        }
        catch (Exception exception)
        {
            Contain(registration, exception);
        }
#pragma warning restore CA1031
        if (_isWatched)
        {
            End();
        }
    }

    /// <summary>Fires the timers of the batch, and restores the contexts after each.</summary>
    public void RunTimers()
    {
        _context.RestoreInLoop(); // Once more for the compiler's sake.
        while (_wheel.TryTakeDue(out LoopTimer? timer))
        {
            Run(timer);
            _context.RestoreInLoop();
        }
    }

    /// <summary>Runs the first tasks of the line, and restores the contexts after each.</summary>
    /// <param name="count">How many; there are as many.</param>
    public void RunTasks(int count)
    {
        _context.RestoreInLoop(); // And once more.
        for (; count > 0; count--)
        {
            Run(_tasks.Take());
            _context.RestoreInLoop();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // As above.
    private void Run(LoopTimer timer)
    {
        _statistics.Timers++;
        Begin(LoopCallback.Timer, timer.Culprit);
#pragma warning disable CA1031 // As above.
        try
        {
            timer.Fire();
        }
        catch (Exception exception)
        {
            core.Faults.Report(FaultKind.Timer, Last, exception);
        }
#pragma warning restore CA1031
        End();
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // As above.
    private void Run(LoopWork work)
    {
        _statistics.Tasks++;
        if (_isWatched)
        {
            Begin(LoopCallback.Task, work.Culprit);
        }

#pragma warning disable CA1031 // As above.
        try
        {
            work.Run();
        }
        catch (Exception exception)
        {
            // Work knows whose it is until it is recycled, so only a fault has to ask.
            core.Faults.Report(FaultKind.Task, work.Culprit, exception);
        }
#pragma warning restore CA1031
        _tasks.Recycle(work);
        if (_isWatched)
        {
            End();
        }
    }

    private void Deliver(Registration registration, Readiness ready)
    {
        // Nearly always there is input for somebody who reads, and nothing else.
        if (ready == Readiness.In && registration.Interest == Interest.Read)
        {
            registration.Handler.OnReadable(registration);
        }
        else
        {
            DeliverAll(registration, ready);
        }
    }

    /// <summary>
    /// Accept; writable, then readable, then hang-up. An error or a hang-up counts as both for the sides that are armed: their
    /// next system call tells what it is. The interest is looked at before every call, since the one before may have changed it or
    /// ended the registration.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void DeliverAll(Registration registration, Readiness ready)
    {
        bool broken = (ready & (Readiness.Error | Readiness.Hangup)) != 0;
        bool input = (ready & (Readiness.In | Readiness.Priority)) != 0;
        bool readArmed = core.Poller.WasInputAwaited(registration);
        if ((broken || input) && (registration.Interest & Interest.Accept) != 0)
        {
            registration.Handler.OnAccept(registration);
            _context.Restore();
        }

        if ((broken || (ready & Readiness.Out) != 0) && (registration.Interest & Interest.Write) != 0)
        {
            registration.Handler.OnWritable(registration);
            _context.Restore();
        }

        // Kept input that was delivered first in this turn, a callback of somebody else, or the write that met the error may have begun to read.
        // Epoll was not asked for input then, so the next event has to tell.
        bool beganToRead = !readArmed && (registration.Interest & Interest.Read) != 0;
        if ((broken || input) && (registration.Interest & Interest.Read) != 0)
        {
            registration.Handler.OnReadable(registration);
            _context.Restore();
        }

        if (broken && registration.IsLive && !beganToRead)
        {
            HangUp(registration, ready, readArmed, input);
        }
    }

    /// <summary>
    /// A hang-up that a read will tell of needs no callback. Any other is told once, and the descriptor leaves epoll first:
    /// it would be reported for ever. An error alone passes with the next system call, so it disarms nothing; it is told where
    /// no read will meet it, as on a pipe whose reader has gone.
    /// </summary>
    private static void HangUp(Registration registration, Readiness ready, bool readArmed, bool input)
    {
        bool gone = (ready & Readiness.Hangup) != 0;
        if (gone ? readArmed && input : readArmed || registration.ErrorTold)
        {
            return;
        }

        if (gone)
        {
            registration.Disarm();
        }

        registration.ErrorTold = true;
        registration.Handler.OnHangup(registration);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Contain(Registration registration, Exception exception)
    {
        if (registration.Handler is IConnection connection)
        {
            connection.OnFault(exception);
        }
        else
        {
            registration.Abandon();
        }

        core.Faults.Report(registration.Handler is IConnection ? FaultKind.Connection : FaultKind.Handler, registration.Handler, exception);
    }
}
