using System.Runtime.InteropServices;
using Reactor.Diagnostics;
using Reactor.SystemCalls;
using Reactor.Tasks;

namespace Reactor.Polling;

/// <summary>
/// Holds the descriptors that were closed in this turn until its end. As long as they are open, the kernel cannot give their
/// numbers to somebody else, so no code that runs later in the turn can mistake one for another.
/// </summary>
internal sealed class ReleaseQueue(Kernel kernel)
{
    private readonly Queue<Release> _pending = new();

    /// <summary>Whether a turn is under way. Outside of one nothing waits: a release happens at once.</summary>
    public bool IsHolding { get; set; }

    /// <summary>Counts what was released, so that who waits for a free descriptor can see that there may be one.</summary>
    public long Released { get; private set; }

    /// <summary>Who hears of a handle whose release throws. Set before anything is released.</summary>
    public FaultBarrier? Faults { get; set; }

    /// <summary>Brings the loop's contexts back after foreign code. Set before anything is released.</summary>
    public LoopContext? Context { get; set; }

    /// <summary>A descriptor was closed elsewhere, which is as good as released.</summary>
    public void NoteLost() => Released++;

    public void Add(int descriptor) => Add(new Release(descriptor, null));

    /// <summary>Takes over a handle, with the reference that keeps its descriptor open meanwhile.</summary>
    public void Add(SafeHandle handle) => Add(new Release(-1, handle));

    /// <summary>Releases everything that is held, also ahead of time when descriptors have run out.</summary>
    /// <returns>How many there were.</returns>
    public int Flush()
    {
        // A SafeHandle's own release is foreign code, which might come back here: each one is off the queue before it is executed,
        // since a number that is closed twice may be a stranger's by then.
        int count = _pending.Count;
        for (int left = count; left > 0 && _pending.TryDequeue(out Release release); left--)
        {
            Execute(release);
        }

        // What comes next, a client perhaps, must not see what a handle's release or the fault policy has set.
        if (count > 0 && Context is { IsEntered: true } context)
        {
            context.Restore();
        }

        return count;
    }

    /// <summary>Gives up the reference to a handle that is its owner's. If the owner has disposed it, this closes the descriptor.</summary>
    public void GiveBack(SafeHandle handle) => GiveBack(handle, dispose: false);

    private void Add(Release release)
    {
        if (IsHolding)
        {
            _pending.Enqueue(release);
        }
        else
        {
            Execute(release);
        }
    }

    private void Execute(Release release)
    {
        Released++;
        if (release.Handle is not { } handle)
        {
            kernel.Close(release.Descriptor);
            return;
        }

        GiveBack(handle, dispose: true);
    }

    private void GiveBack(SafeHandle handle, bool dispose)
    {
#pragma warning disable CA1031 // The fault of a foreign handle must not leave the loop, nor keep the rest from being released.
        try
        {
            try
            {
                if (dispose)
                {
                    handle.Dispose();
                }
            }
            finally
            {
                handle.DangerousRelease();
            }
        }
        catch (Exception exception)
        {
            Faults?.Report(FaultKind.Handler, handle, exception);
        }
#pragma warning restore CA1031
    }

    private readonly record struct Release(int Descriptor, SafeHandle? Handle);
}
