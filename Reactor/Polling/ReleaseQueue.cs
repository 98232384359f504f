using System.Runtime.InteropServices;
using Reactor.SystemCalls;

namespace Reactor.Polling;

/// <summary>
/// Holds the descriptors that were closed in this turn until its end. As long as they are open, the kernel cannot give their
/// numbers to somebody else, so no code that runs later in the turn can mistake one for another.
/// </summary>
internal sealed class ReleaseQueue(Kernel kernel)
{
    private readonly List<Release> _pending = [];

    /// <summary>Whether a turn is under way. Outside of one nothing waits: a release happens at once.</summary>
    public bool IsHolding { get; set; }

    /// <summary>Counts what was released, so that who waits for a free descriptor can see that there may be one.</summary>
    public long Released { get; private set; }

    public void Add(int descriptor) => Add(new Release(descriptor, null, false));

    public void Add(SafeHandle handle, bool dispose) => Add(new Release(-1, handle, dispose));

    /// <summary>Releases everything that is held, also ahead of time when descriptors have run out.</summary>
    /// <returns>How many there were.</returns>
    public int Flush()
    {
        int count = _pending.Count;
        if (count == 0)
        {
            return 0;
        }

        // A SafeHandle's own release is foreign code and might come back here: take the list as it is now.
        for (int i = 0; i < count; i++)
        {
            Execute(_pending[i]);
        }

        _pending.RemoveRange(0, count);
        return count;
    }

    private void Add(Release release)
    {
        if (IsHolding)
        {
            _pending.Add(release);
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

        if (release.Dispose)
        {
            handle.Dispose();
        }

        handle.DangerousRelease();
    }

    private readonly record struct Release(int Descriptor, SafeHandle? Handle, bool Dispose);
}
