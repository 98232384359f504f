using System.Runtime.CompilerServices;

namespace Reactor.Tasks;

/// <summary>
/// Keeps the loop's own <see cref="ExecutionContext"/> and <see cref="SynchronizationContext"/> current around callbacks, so that
/// an <see cref="AsyncLocal{T}"/> or a context set in one callback is not seen in the next.
/// </summary>
internal sealed class LoopContext(SynchronizationContext synchronization)
{
    private ExecutionContext _execution = null!; // Set by Enter, before anything is called back.
    private bool _entered;

    /// <summary>Whether something may be called back at this moment: in a turn, or from a call between turns.</summary>
    public bool IsEntered => _entered;

    /// <summary>Makes the loop's contexts current.</summary>
    /// <returns>What was current before, for <see cref="Leave"/>.</returns>
    public Outer Enter()
    {
        Outer outer = Capture();
        _execution = outer.Execution;
        SynchronizationContext.SetSynchronizationContext(synchronization);
        _entered = true;
        return outer;
    }

    public void Leave(Outer outer)
    {
        _entered = false;
        PutBack(outer);
    }

    /// <summary>Runs what calls back at once: under the loop's contexts, also between turns, with the caller's put back afterwards.</summary>
    public void Run(Action action)
    {
        bool nested = _entered;
        Outer caller = nested ? Capture() : Enter();
        Restore();
        try
        {
            action();
        }
        finally
        {
            _entered = nested;
            PutBack(caller);
        }
    }

    /// <summary>After every callback. Two reads and two comparisons unless a callback has changed something.</summary>
    /// <remarks>Not inlined: what it inlines itself is long, and one copy of it is sooner in the cache than many.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Restore() => RestoreInLoop();

    /// <summary>The same for who calls back many times in a row: inlined in a loop, it looks up where the thread keeps its contexts once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RestoreInLoop()
    {
        if (!ReferenceEquals(ExecutionContext.Capture(), _execution) || !ReferenceEquals(SynchronizationContext.Current, synchronization))
        {
            RestoreSlowly();
        }
    }

    private static Outer Capture()
    {
        // Under suppressed flow there is nothing to capture, and so there would be nothing to go back to after a callback.
        bool suppressed = ExecutionContext.IsFlowSuppressed();
        if (suppressed)
        {
            ExecutionContext.RestoreFlow();
        }

        return new(ExecutionContext.Capture()!, suppressed, SynchronizationContext.Current);
    }

    private static void PutBack(Outer outer)
    {
        ExecutionContext.Restore(outer.Execution);
        if (outer.FlowSuppressed)
        {
            ExecutionContext.SuppressFlow();
        }

        SynchronizationContext.SetSynchronizationContext(outer.Synchronization);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RestoreSlowly()
    {
        ExecutionContext.Restore(_execution);
        SynchronizationContext.SetSynchronizationContext(synchronization);
    }

    public readonly record struct Outer(ExecutionContext Execution, bool FlowSuppressed, SynchronizationContext? Synchronization);
}
