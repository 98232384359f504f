using Reactor.SystemCalls;

namespace Reactor.Sockets;

/// <summary>
/// Descriptors that the loop keeps while it accepts and gives back when it has run out, so that the rest of the process has
/// some while clients wait.
/// </summary>
/// <remarks>
/// A runtime that cannot start a thread aborts the process, and it starts one for every signal. That takes a pipe, which is two
/// descriptors, and one more for a moment; loading an assembly takes one. So these are enough for two threads at a time and a file or two.
/// </remarks>
internal sealed class SpareDescriptors(LoopCore core)
{
    public const int Count = 8;

    private readonly int[] _descriptors = new int[Count];
    private int _held;

    /// <summary>Takes all of them, or none. Without them nobody may be let in: what is free is for the rest of the process.</summary>
    /// <returns>0, or the <c>-errno</c> of the one that could not be taken.</returns>
    public int Take()
    {
        while (_held < Count)
        {
            int descriptor = core.Kernel.EventFdCreate();
            if (descriptor < 0)
            {
                GiveBack();
                return descriptor;
            }

            _descriptors[_held++] = descriptor;
            LostDescriptor.End(core, descriptor);
            if (core.Listeners.Count == 0)
            {
                // The number was the last listener's, which has just heard that it was closed elsewhere. There is nobody to hold them for.
                GiveBack();
                return -Errno.EBADF;
            }
        }

        return 0;
    }

    /// <summary>Whether a descriptor is one of those that are held now.</summary>
    public bool Holds(int descriptor) => _descriptors.AsSpan(0, _held).Contains(descriptor);

    public void GiveBack()
    {
        while (_held > 0)
        {
            core.Kernel.Close(_descriptors[--_held]);
        }
    }
}
