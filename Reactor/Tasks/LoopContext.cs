using System.Runtime.CompilerServices;

namespace Reactor.Tasks;

/// <summary>
/// Keeps the loop's own <see cref="ExecutionContext"/> and <see cref="SynchronizationContext"/> current around callbacks, so that
/// an <see cref="AsyncLocal{T}"/> or a context set in one callback is not seen in the next.
/// </summary>
internal sealed class LoopContext(SynchronizationContext synchronization)
{
    private ExecutionContext? _execution;

    /// <summary>Makes the loop's contexts current.</summary>
    /// <returns>What was current before, for <see cref="Leave"/>.</returns>
    public Outer Enter()
    {
        ExecutionContext? execution = ExecutionContext.Capture();
        Outer outer = new(execution, SynchronizationContext.Current);
        _execution = execution;
        SynchronizationContext.SetSynchronizationContext(synchronization);
        return outer;
    }

    public static void Leave(Outer outer)
    {
        if (outer.Execution is not null)
        {
            ExecutionContext.Restore(outer.Execution);
        }

        SynchronizationContext.SetSynchronizationContext(outer.Synchronization);
    }

    /// <summary>After every callback. Two reads and two comparisons unless a callback has changed something.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Restore()
    {
        if (!ReferenceEquals(ExecutionContext.Capture(), _execution) || !ReferenceEquals(SynchronizationContext.Current, synchronization))
        {
            RestoreSlowly();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RestoreSlowly()
    {
        if (_execution is not null)
        {
            ExecutionContext.Restore(_execution);
        }

        SynchronizationContext.SetSynchronizationContext(synchronization);
    }

    public readonly record struct Outer(ExecutionContext? Execution, SynchronizationContext? Synchronization);
}
