using System.Runtime.CompilerServices;
using Reactor.Polling;
using Reactor.Sockets;
using Reactor.SystemCalls;

namespace Reactor.Handlers;

// What the loop does with a connection: its state, its callbacks, its end. Input and output have files of their own.
public abstract partial class ConnectionHandler : IConnection
{
    private EventLoop? _loop;
    private LoopCore? _core; // The loop's, a step nearer.
    private StreamSocket? _socket;
    private OutputQueue? _output;
    private ConnectionClock? _clock;
    private RareState? _rare;
    private State _state;

    [Flags]
    private enum State
    {
        Accepted = 0x0001, // Made by a listener.
        InCallback = 0x0002, // A callback of this connection is running; what it causes is done when it returns.
        UserPaused = 0x0004, // PauseReading.
        OutputPaused = 0x0008, // The peer leaves too much output unread.
        InputEnded = 0x0010, // A read gave 0.
        OutputEnding = 0x0020, // No output is taken any more; the end follows what is queued.
        OutputEnded = 0x0040, // The end is sent, or the output is broken.
        Closing = 0x0080, // Close was called.
        Closed = 0x0100, // It is over; OnClosed is queued or was called.
        WriteBlocked = 0x0200, // The kernel is full: wait for writable.
        Dirty = 0x0400, // In the loop's queue of connections to flush.
        Resumed = 0x0800, // In the loop's queue of connections with kept input.
        DrainOwed = 0x1000, // Queued was said and OnOutputDrained not called yet.
        Claimed = 0x2000, // Given to a connection, or to an attempt to make one.
        Corked = 0x4000, // What its callback has sent so far is in the loop's cork: nobody else's is, and there is no queue.
        Made = 0x8000, // The connection has its socket; before that there are timers and tasks, but nobody to send to.
        HearsDrained = 0x1_0000, // OnOutputDrained is overridden, so somebody wants to know.
        Starved = 0x2_0000, // The kernel has no memory for it: epoll is not asked until a pause is over.
    }

    bool IConnection.HasQueuedOutput => HasOutput;

    bool IConnection.IsFlushQueued => Has(State.Dirty | State.Starved);

    internal long Now => _core!.Now;

    internal bool IsEnding => Has(State.Closing);

    internal bool IsReading => !Has(State.UserPaused | State.OutputPaused | State.InputEnded | State.Closing | State.Closed);

    internal bool IsWriteBlocked => Has(State.WriteBlocked);

    internal bool IsOver => Has(State.Closed);

    private protected LoopCore Core => _core!;

    /// <summary>Gives this handler its connection.</summary>
    /// <returns>0, or the <c>-errno</c> of epoll; then the connection is reset and nothing is called.</returns>
    internal int Attach(EventLoop loop, StreamSocket socket, bool accepted)
    {
        if (accepted)
        {
            Claim(loop);
            Set(State.Accepted);
        }

        int result = socket.TryRegister(Interest.Read, this);
        if (result < 0)
        {
            // Out of memory for epoll: nobody has heard of this connection yet.
            socket.Abort();
            LogRefusal(-result);
            return result;
        }

        _socket = socket;
        Set(DrainListeners.Contains(this) ? State.Made | State.HearsDrained : State.Made);
        Core.Connections.Fates.Open++;
        if (Options.IdleTimeout != Timeout.InfiniteTimeSpan || Options.ReadTimeout != Timeout.InfiniteTimeSpan)
        {
            Clock.Wind();
        }

        Guarded(static connection => connection.OnConnected());
        return 0;
    }

    private void LogRefusal(int errno) =>
        Core.RefusedConnections.Log(more => HandlerLog.AttachFailed(Core.Logger, Errno.Describe(errno), more));

    /// <summary>Gives the handler to one connection, made or in the making.</summary>
    internal void Claim(EventLoop loop)
    {
        ThrowIfClaimed();
        Set(State.Claimed);
        _loop = loop;
        _core = loop.Core;
    }

    /// <summary>Takes a claim back: it came to nothing.</summary>
    internal void Unclaim() => Clear(State.Claimed | State.Accepted);

    internal void ThrowIfClaimed()
    {
        if (Has(State.Claimed))
        {
            throw new InvalidOperationException($"This {GetType()} serves a connection already. Make a new handler for each connection.");
        }
    }

    /// <summary>The handler is free again: it may try to connect once more.</summary>
    internal void FailConnect(ConnectFailure failure)
    {
        Unclaim();
        OnConnectFailed(failure);
    }

    internal void CallBound(Action callback)
    {
        if (!Has(State.Closing | State.Closed))
        {
            Guarded(static (_, action) => action(), callback);
        }
    }

    /// <summary>Reads and writes what can be, as if epoll had said so.</summary>
    internal void LookOnceMore() => Guarded(static connection =>
    {
        if (connection.Has(State.WriteBlocked))
        {
            connection.Flush();
        }

        if (connection.WantsInput && !connection.Has(State.InputEnded))
        {
            connection.ReadInput();
        }
    });

    internal void OnTimeout(CloseKind kind)
    {
        // With nothing left to send an ordinary end will do; the peer need not see an error. Otherwise nobody takes our bytes.
        bool reset = QueuedBytes > 0 || kind is CloseKind.WriteTimeout or CloseKind.CloseTimeout;
        Finish(new CloseReason(kind), reset);
    }

    // Short, so that a compiler that knows the usual handler's type can inline it into the dispatcher; then no interface is looked up.
    void IHandler.OnReadable(Registration registration) => OnInput();

    [MethodImpl(MethodImplOptions.NoInlining)] // Inlined into the dispatcher's try block its native calls would go through stubs.
    private void OnInput()
    {
        Set(State.InCallback);

        // A close that still has output reads nothing, also not for an event that was in hand when it was asked for.
        if (!Has(State.Closing) || Has(State.OutputEnded))
        {
            ReadInput();
        }

        Leave();
    }

    void IHandler.OnWritable(Registration registration)
    {
        Set(State.InCallback);
        Flush();
        Leave();
    }

    void IHandler.OnHangup(Registration registration)
    {
        // Frames that were held back come first. After them the socket is read again, which meets the same end.
        if (IsReading && HasKeptInput)
        {
            return;
        }

        int error = _socket!.TakeError();
        Finish(_rare?.Reason ?? Failure(error == 0 ? Errno.ECONNRESET : error), reset: true);
    }

    void IConnection.OnSettledClosed()
    {
        CloseReason reason = _rare!.Reason!.Value;
        CountFate(reason.Kind);
#pragma warning disable CA1031 // The last callback of a connection that is gone: there is nothing left to contain.
        try
        {
            OnClosed(reason);
        }
        catch (Exception exception)
        {
            Core.Faults.Report(FaultKind.Closed, this, exception);
        }
#pragma warning restore CA1031
        Core.Context.Restore();
    }

    void IConnection.OnLongTurn(long began, long ended) => _clock?.OnLongTurn(began, ended);

    void IConnection.OnFault(Exception exception)
    {
        Clear(State.InCallback);
        Finish(new CloseReason(CloseKind.Fault, Exception: exception), reset: true);
    }

    void IConnection.OnStop()
    {
        if (IsOpen)
        {
            Guarded(static connection => connection.OnStopping());
        }
    }

    void IConnection.OnStopDeadline() => Finish(new CloseReason(CloseKind.StopDeadline), reset: true);

    void IConnection.OnLoopClosed() => Finish(new CloseReason(CloseKind.LoopClosed), reset: false);

    private ConnectionClock Clock => _clock ??= new ConnectionClock(this, Core);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Has(State any) => (_state & any) != 0;

    private void Set(State state) => _state |= state;

    private void Clear(State state) => _state &= ~state;

    private protected void VerifyAccess([CallerMemberName] string member = "")
    {
        // First of all, because the compiler puts aside whatever it has in hand by then.
        Thread caller = Thread.CurrentThread;
        if (_core is { } core && !core.Thread.IsOwner(caller))
        {
            core.Thread.Verify(member);
        }
    }

    /// <summary>Runs something of this connection that the dispatcher does not guard; a fault costs the connection.</summary>
    private void Guarded(Action<ConnectionHandler> callback) => Guarded(static (connection, action) => action(connection), callback);

    private void Guarded<T>(Action<ConnectionHandler, T> callback, T argument)
    {
        Set(State.InCallback);
#pragma warning disable CA1031 // A callback's fault costs its connection and nothing else.
        try
        {
            callback(this, argument);
            Leave();
        }
        catch (Exception exception)
        {
            ((IConnection)this).OnFault(exception);
            Core.Faults.Report(FaultKind.Connection, this, exception);
        }
#pragma warning restore CA1031
        Core.Context.Restore();
    }

    /// <summary>After a callback: what it sent goes out, what it ended ends, and epoll hears what to wait for, once.</summary>
    private void Leave()
    {
        if (Has(State.Corked) || (_output is not null && !Has(State.Closed | State.WriteBlocked | State.Dirty)))
        {
            Flush();
        }

        TellDrained();
        Clear(State.InCallback);
        Advance();
    }

    private void BeginClosePhase()
    {
        if (Options.CloseTimeout == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        // Read afresh: the turn's time may lie far back, when this is called between turns or late in a slow one.
        Clock.Began = Core.Kernel.MonotonicNanoseconds;
        Clock.Wind();
    }

    /// <summary>From outside of a callback the next step of a close waits for the end of the turn, as a flush does.</summary>
    private void AdvanceSoon()
    {
        if (!Has(State.InCallback))
        {
            MarkDirty();
        }
    }

    /// <summary>Takes the next step of what has begun to end; nearly always nothing has.</summary>
    private void Advance()
    {
        if (Has(State.InputEnded | State.OutputEnding | State.OutputEnded | State.Closed))
        {
            AdvanceEnd();
        }
        else
        {
            UpdateInterest();
        }
    }

    /// <summary>Takes the next step of a close or a half-close once the output is out.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AdvanceEnd()
    {
        if (Has(State.Closed))
        {
            return;
        }

        if (Has(State.OutputEnding) && !Has(State.OutputEnded) && !HasOutput)
        {
            EndOutput();
        }

        if (Has(State.InputEnded) && Has(State.OutputEnded) && !HasKeptInput)
        {
            Finish(_rare?.Reason ?? new CloseReason(CloseKind.Completed), reset: false);
            return;
        }

        UpdateInterest();
    }

    /// <summary>The end: nothing is called any more but <see cref="OnClosed"/>, in step 5.</summary>
    private void Finish(CloseReason reason, bool reset)
    {
        if (_socket is null || Has(State.Closed))
        {
            return;
        }

        Set(State.Closed);
        RareState rare = _rare ??= new RareState();
        rare.Reason = reason;
        rare.DisposeTimers();
        _clock?.Dispose();
        _clock = null;
        ReleaseOutput();
        DropKeptInput();
        if (reset)
        {
            _socket.Abort();
        }
        else
        {
            _socket.Dispose();
        }

        Core.Connections.Closed.Enqueue(this);
    }

    private void CountFate(CloseKind kind)
    {
        ConnectionFates fates = Core.Connections.Fates;
        fates.Open--;
        switch (kind)
        {
            case CloseKind.Completed:
                fates.Closed++;
                break;
            case CloseKind.StopDeadline:
                fates.Aborted++;
                break;
            default:
                fates.Failed++;
                break;
        }
    }

    private static CloseReason Failure(int errno) => new(CloseKind.Failed, Errno.ToSocketError(errno));
}
