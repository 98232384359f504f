namespace Reactor.Tasks;

/// <summary>One piece of work for the loop's thread; a node of the queue it waits in.</summary>
internal abstract class LoopWork
{
    internal LoopWork? Next { get; set; }

    /// <summary>Whom a fault is reported against.</summary>
    public virtual object? Culprit => null;

    public abstract void Run();

    /// <summary>The loop closes before the work could run.</summary>
    public virtual void Cancel()
    {
    }
}
