using System.Runtime.CompilerServices;
using Reactor.Polling;

namespace Reactor.Sockets;

/// <summary>
/// Ends a registration whose descriptor was closed behind the loop's back. Nothing tells of such a close; it shows when the kernel hands
/// the number out again.
/// </summary>
internal static class LostDescriptor
{
    /// <summary>To be called with a number that the kernel has just handed out, before it is registered.</summary>
    public static void End(LoopCore core, int descriptor)
    {
        if (core.Poller.Table[descriptor] is { } lost)
        {
            End(core, lost);
        }
    }

    /// <summary>
    /// Its handler is not called for what the new owner gets. A connection and a connect attempt hear of their end, others by the fault policy
    /// alone.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void End(LoopCore core, Registration lost)
    {
        IOException exception = new(
            $"Descriptor {lost.Descriptor} was closed elsewhere while it was registered, and the kernel has handed its number out again. "
            + "Dispose a registration before its descriptor is closed.");
        IHandler handler = lost.Handler;
        lost.Retire();
        switch (handler)
        {
            case IConnection connection:
                connection.OnFault(exception);
                break;
            case ConnectAttempt attempt:
                attempt.Cancel();
                break;
        }

        // Later, since the policy is foreign code: here somebody is in the middle of accepting, connecting, adopting or listening.
        FaultKind kind = handler is IConnection ? FaultKind.Connection : FaultKind.Handler;
        Action report = () => core.Faults.Report(kind, handler, exception);
        if (!core.Tasks.Defer(report, null))
        {
            report();
        }
    }
}
