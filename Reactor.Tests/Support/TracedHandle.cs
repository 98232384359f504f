using System.Runtime.InteropServices;

namespace Reactor.Tests.Support;

/// <summary>A handle on the descriptor of another, which says when it is released and closes nothing.</summary>
internal sealed class TracedHandle : SafeHandle
{
    private readonly Action _closed;

    public TracedHandle(SafeHandle behind, Action closed)
        : base(-1, ownsHandle: true)
    {
        SetHandle(behind.DangerousGetHandle());
        _closed = closed;
    }

    public override bool IsInvalid => handle < 0;

    protected override bool ReleaseHandle()
    {
        _closed();
        return true;
    }
}
