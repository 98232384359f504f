namespace Reactor.Tasks;

/// <summary>Brings what awaits inside a handler back to the loop's thread.</summary>
internal sealed class LoopSynchronizationContext(LoopThread thread, TaskQueue tasks) : SynchronizationContext
{
    /// <summary>From any thread. When the loop is closed the callback is dropped: there is no thread left for it.</summary>
    public override void Post(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        tasks.Post(d, state);
    }

    /// <summary>Calls back at once on the loop's thread.</summary>
    /// <exception cref="NotSupportedException">The caller is on another thread, which would have to block.</exception>
    public override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (!thread.IsCurrent)
        {
            throw new NotSupportedException(
                "Send would block this thread until the event loop has time for it. Use Post, or await loop.InvokeAsync(...).");
        }

        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;
}
