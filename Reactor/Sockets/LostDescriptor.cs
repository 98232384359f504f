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

    /// <summary>Its handler is not called for what the new owner gets; whose it was hears that it has come to an end.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void End(LoopCore core, Registration lost)
    {
        IOException exception = new(
            $"Descriptor {lost.Descriptor} was closed elsewhere while it was registered, and the kernel has given its number to another socket. "
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

        core.Faults.Report(handler is IConnection ? FaultKind.Connection : FaultKind.Handler, handler, exception);
    }
}
