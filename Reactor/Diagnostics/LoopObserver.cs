namespace Reactor.Diagnostics;

/// <summary>Hears of every callback of a loop, on the loop's thread: for a picture of what it does, and for checks.</summary>
internal abstract class LoopObserver
{
    /// <summary>A callback begins.</summary>
    /// <param name="callback">Which one.</param>
    /// <param name="culprit">Whose it is.</param>
    public abstract void Began(LoopCallback callback, object? culprit);

    /// <summary>The callback that began last has ended, with or without an exception.</summary>
    public abstract void Ended();
}
