using Reactor.Tasks;

namespace Reactor;

/// <summary>One epoll instance, one thread, and everything that calls back on it: descriptors, timers and tasks.</summary>
/// <remarks>
/// <para>
/// The loop belongs to the thread that made it until <see cref="Run"/> or <see cref="RunOnce"/> on another takes it over.
/// Every member is for that thread, except <see cref="Post"/>, <see cref="InvokeAsync{T}(Func{T})"/>, <see cref="Stop"/>, <see cref="StopAsync"/>,
/// <see cref="IsInLoop"/>, <see cref="VerifyAccess"/>, <see cref="TimeProvider"/> and <see cref="SynchronizationContext"/>, which are for any, and
/// <see cref="Statistics"/>, which elsewhere are those of a moment ago.
/// </para>
/// <para>No callback ever runs at the same time as another, so what they share needs no lock.</para>
/// </remarks>
public sealed partial class EventLoop : IDisposable
{
    private readonly Turn _turn;
    private StopSequence _stop;
    private volatile bool _stopRequested;
    private int _turning;

    /// <summary>Makes a loop with the default options.</summary>
    /// <exception cref="IOException">The kernel has no descriptor for it.</exception>
    public EventLoop()
        : this(new EventLoopOptions())
    {
    }

    /// <summary>Makes a loop.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="IOException">The kernel has no descriptor for it.</exception>
    public EventLoop(EventLoopOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Core = new LoopCore(options);
        _turn = new Turn(Core);
        _stop = new StopSequence(Core);
        TimeProvider = new LoopTimeProvider(Core.Kernel, Core.Thread, Core.Tasks, Core.Wheel);
    }

    /// <summary>Whether the caller is on the loop's thread. For any thread.</summary>
    public bool IsInLoop => Core.Thread.IsCurrent;

    /// <summary>The time of this turn, on a monotonic clock with an unspecified start; it stands still during a turn.</summary>
    public TimeSpan Now => TimeSpan.FromTicks(Core.Now / TimeSpan.NanosecondsPerTick);

    /// <summary>What the loop has done so far.</summary>
    public LoopStatistics Statistics => Core.Statistics;

    /// <summary>
    /// The loop's clock for the base library: what waits by it, as <c>Task.Delay(time, loop.TimeProvider)</c>, goes on on the loop's thread.
    /// For any thread.
    /// </summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>Brings awaits back to the loop's thread; current during every callback. For any thread.</summary>
    public SynchronizationContext SynchronizationContext => Core.Synchronization;

    /// <summary>Whether a stop begun by <see cref="BeginStop"/> or <see cref="StopAsync"/> is complete.</summary>
    public bool IsStopped => _stop.IsCompleted;

    internal LoopCore Core { get; }

    internal bool HasPendingWork => _turn.HasPendingWork;

    /// <summary>Takes turns until <see cref="Stop"/>, the end of <see cref="StopAsync"/>, or the token; also with nothing registered.</summary>
    /// <param name="cancellation">Ends the run after the turn under way, as <see cref="Stop"/> does. Nothing is closed.</param>
    /// <remarks>The calling thread becomes the loop's. A stop that was requested before makes this return without a turn.</remarks>
    /// <exception cref="InvalidOperationException">The loop is taking a turn already: inside a callback, or on another thread.</exception>
    /// <exception cref="ObjectDisposedException">The loop is disposed.</exception>
    public void Run(CancellationToken cancellation = default)
    {
        Core.Thread.VerifyReal(nameof(Run));
        LoopContext.Outer outer = Enter(nameof(Run));
        try
        {
            using CancellationTokenRegistration registration = cancellation.UnsafeRegister(static loop => ((EventLoop)loop!).Core.Wakeup.Signal(), this);
            long now = Core.Kernel.MonotonicNanoseconds;
            while (!TakeStop() && !cancellation.IsCancellationRequested)
            {
                now = TakeTurn(now, long.MaxValue);
            }
        }
        finally
        {
            Leave(outer);
        }
    }

    /// <summary>Takes one turn.</summary>
    /// <param name="maxWait">How long to wait for something to do; null for as long as it takes. It may return earlier.</param>
    /// <exception cref="InvalidOperationException">The loop is taking a turn already: inside a callback, or on another thread.</exception>
    /// <exception cref="ObjectDisposedException">The loop is disposed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time to wait is negative.</exception>
    public void RunOnce(TimeSpan? maxWait = null)
    {
        LoopContext.Outer outer = Enter(nameof(RunOnce));
        try
        {
            TakeTurn(Core.Kernel.MonotonicNanoseconds, ToNanoseconds(maxWait));
        }
        finally
        {
            // Who turns by hand looks at IsStopped; a later run is not ended by it too.
            _stop.IsTaken = _stop.IsCompleted;
            Leave(outer);
        }
    }

    /// <summary>Takes one turn of a run that somebody else keeps going: a simulation.</summary>
    /// <returns>Whether the run ends with it, or before it; then <see cref="Run"/> would return.</returns>
    internal bool RunTurn()
    {
        LoopContext.Outer outer = Enter(nameof(RunOnce));
        try
        {
            if (TakeStop())
            {
                return true;
            }

            TakeTurn(Core.Kernel.MonotonicNanoseconds, long.MaxValue);
            return TakeStop();
        }
        finally
        {
            Leave(outer);
        }
    }

    /// <summary>Ends <see cref="Run"/> after the turn under way; before it, makes the next one return at once. Nothing is closed. For any thread.</summary>
    public void Stop()
    {
        _stopRequested = true;
        Core.Thread.OnWoken();
        Core.Wakeup.Signal();
    }

    /// <summary>
    /// Stops in order: accepts who waits in the queues of listeners that accept, closes the listeners, calls <c>OnStopping</c> on every connection, waits for
    /// them to end, and aborts those that have not by the deadline. Then <see cref="Run"/> returns. For any thread.
    /// </summary>
    /// <param name="deadline">How long the connections have; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <returns>What became of everything. It completes elsewhere, never on the loop's thread; cancelled if the loop is disposed first.</returns>
    /// <exception cref="ObjectDisposedException">The loop is disposed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The deadline is negative.</exception>
    public Task<StopReport> StopAsync(TimeSpan deadline)
    {
        ValidateDeadline(deadline);
        StopWork work = new(this, deadline);
        ObjectDisposedException.ThrowIf(!Core.Tasks.Post(work), this);
        return work.Completion.Task;
    }

    /// <summary>As <see cref="StopAsync"/>, for a loop that is turned by hand: turn it until <see cref="IsStopped"/>.</summary>
    /// <param name="deadline">How long the connections have; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The loop is disposed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The deadline is negative.</exception>
    public void BeginStop(TimeSpan deadline)
    {
        ValidateDeadline(deadline);
        VerifyOpen();
        RenewStop();
        Core.Tasks.Defer((Action)(() => StartStop(deadline, null)), null);
    }

    /// <summary>Throws unless the caller is on the loop's thread. For any thread.</summary>
    /// <exception cref="InvalidOperationException">The caller is elsewhere; the message says how to get here.</exception>
    public void VerifyAccess() => Core.Thread.Verify();

    /// <summary>
    /// Closes everything: connections hear <c>OnClosed</c>, connect attempts fail, other registrations are disposed, timers and tasks are dropped
    /// and counted in <see cref="Statistics"/>. A <see cref="StreamSocket"/> that no connection handler has is its owner's to dispose, before or after.
    /// It waits for a <see cref="Post"/> of another thread that is waking the loop at that moment, a second at most. Doing it twice is nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">The loop is taking a turn: call <see cref="Stop"/> and dispose it when <see cref="Run"/> has returned.</exception>
    public void Dispose()
    {
        if (!TryEnter(nameof(Dispose), out LoopContext.Outer outer))
        {
            return;
        }

        try
        {
            LoopTeardown.Run(Core);
            _stop.Abandon();
        }
        finally
        {
            Leave(outer);
        }

        Core.Faults.ThrowPolicyFault();
    }

    private void StartStop(TimeSpan deadline, TaskCompletionSource<StopReport>? waiting)
    {
        RenewStop();
        _stop.Begin(deadline, waiting);
    }

    /// <summary>A stop that is complete makes room for the next one.</summary>
    private void RenewStop()
    {
        if (_stop.IsCompleted)
        {
            _stop = new StopSequence(Core);
        }
    }

    private long TakeTurn(long now, long maxWait)
    {
        now = _turn.Once(now, maxWait);
        if (_stop.IsUnderWay)
        {
            // It calls back, which takes time that the next wait must not add.
            _stop.Check();
            now = Core.Kernel.MonotonicNanoseconds;
        }

        Core.Faults.ThrowPolicyFault();
        return now;
    }

    /// <summary>Takes back all that asked the run to end, so that a later run is not ended by it too.</summary>
    private bool TakeStop()
    {
        bool completed = _stop is { IsCompleted: true, IsTaken: false };
        if (!completed && !_stopRequested && !Core.Faults.StopRequested)
        {
            return false;
        }

        _stop.IsTaken |= completed;
        _stopRequested = false;
        Core.Faults.StopRequested = false;
        return true;
    }

    private LoopContext.Outer Enter(string member)
    {
        ObjectDisposedException.ThrowIf(!TryEnter(member, out LoopContext.Outer outer), this);
        return outer;
    }

    /// <summary>Begins a turn, or what like one has the loop for itself.</summary>
    /// <returns>False when the loop is disposed.</returns>
    /// <exception cref="InvalidOperationException">Somebody has it already.</exception>
    private bool TryEnter(string member, out LoopContext.Outer outer)
    {
        outer = default;
        if (Core.IsClosed)
        {
            return false;
        }

        if (Interlocked.CompareExchange(ref _turning, 1, 0) != 0)
        {
            throw Busy(member);
        }

        // Only whose turn it is knows: another thread may have disposed the loop in between, and what is called back between turns is in no turn.
        bool callsBack = Core.Context.IsEntered;
        if (Core.IsClosed || callsBack)
        {
            Volatile.Write(ref _turning, 0);
            return callsBack ? throw Busy(member) : false;
        }

        Core.Thread.TakeOver();
        Core.Thread.BeginTurns();

        // What this thread has posted until now comes before what it posts in the turn.
        Core.Tasks.Collect();
        outer = Core.Context.Enter();
        return true;
    }

    private InvalidOperationException Busy(string member) => new(
        Core.Thread.IsCurrent
            ? $"{member} was called inside a callback of the same loop. Return from the callback; use Defer for what should come after it."
            : $"{member} was called while the loop is running on another thread. Call Stop, or await StopAsync, and wait for Run to return.");

    private void Leave(LoopContext.Outer outer)
    {
        Core.Context.Leave(outer);
        Core.Thread.EndTurns();
        Volatile.Write(ref _turning, 0);
    }

    private void VerifyOpen([System.Runtime.CompilerServices.CallerMemberName] string member = "")
    {
        Core.Thread.Verify(member);
        ObjectDisposedException.ThrowIf(Core.IsClosed, this);
    }

    private void VerifyTakesMore([System.Runtime.CompilerServices.CallerMemberName] string member = "")
    {
        VerifyOpen(member);
        ObjectDisposedException.ThrowIf(Core.IsClosing, this);
    }

    private sealed class StopWork(EventLoop loop, TimeSpan deadline) : LoopWork
    {
        public TaskCompletionSource<StopReport> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void Run() => loop.StartStop(deadline, Completion);

        public override void Cancel() => Completion.TrySetCanceled();
    }

    private static long ToNanoseconds(TimeSpan? maxWait)
    {
        if (maxWait is not { } given || given == Timeout.InfiniteTimeSpan)
        {
            return long.MaxValue;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(given, TimeSpan.Zero, nameof(maxWait));
        return given.Ticks > long.MaxValue / TimeSpan.NanosecondsPerTick ? long.MaxValue : given.Ticks * TimeSpan.NanosecondsPerTick;
    }

    private static void ValidateDeadline(TimeSpan deadline)
    {
        if (deadline != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(deadline, TimeSpan.Zero);
        }
    }
}
