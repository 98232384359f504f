using System.Runtime.InteropServices;

namespace Reactor.SystemCalls;

/// <summary>A descriptor of a kernel that is not the operating system's. Its number means something else, or nothing, to the latter.</summary>
internal sealed class KernelHandle : SafeHandle
{
    public KernelHandle(Kernel kernel, int descriptor)
        : base(invalidHandleValue: -1, ownsHandle: true)
    {
        Kernel = kernel;
        SetHandle(descriptor);

        // A finalizer has a thread of its own, and nothing may reach a loop's kernel from there. A handle that is forgotten stays open,
        // which its kernel can tell.
        GC.SuppressFinalize(this);
    }

    public Kernel Kernel { get; }

    public override bool IsInvalid => handle < 0;

    protected override bool ReleaseHandle() => Kernel.Close((int)handle) >= 0;
}
