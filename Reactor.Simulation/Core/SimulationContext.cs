namespace Reactor.Simulation.Core;

/// <summary>
/// The simulation's thread between the turns: what was awaited there, by a test or by a method that it called, goes on there, in order, as the
/// next step of a run.
/// </summary>
internal sealed class SimulationContext(Simulation simulation) : SynchronizationContext
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _waiting = new();
    private SynchronizationContext? _outer;

    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>Becomes the thread's context.</summary>
    public void Enter()
    {
        _outer = Current;
        SetSynchronizationContext(this);
    }

    /// <summary>Puts back the context that was there before, unless somebody has set another one since.</summary>
    public void Leave()
    {
        if (ReferenceEquals(Current, this))
        {
            SetSynchronizationContext(_outer);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (Environment.CurrentManagedThreadId == _thread)
        {
            _waiting.Enqueue((d, state));
            return;
        }

        // Thrown here it would end the process: what calls is the end of a task on the thread pool.
        _ = simulation.Failed(
            SimulationFailure.Exception,
            $"something that was awaited ended on thread {Environment.CurrentManagedThreadId}, but in a simulation everything runs on one thread, {_thread}. "
            + "Look for what leaves it: a task given to the thread pool, a timer of the base library, a real socket.");
    }

    /// <exception cref="NotSupportedException">The caller is on another thread.</exception>
    public override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new NotSupportedException($"In a simulation everything runs on one thread, {_thread}.");
        }

        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Goes on with everything that waits, and with what that brings.</summary>
    public void RunAll()
    {
        while (_waiting.TryDequeue(out (SendOrPostCallback Callback, object? State) next))
        {
            next.Callback(next.State);
        }
    }
}
