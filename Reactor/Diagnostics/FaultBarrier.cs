using System.Globalization;
using Microsoft.Extensions.Logging;
using Reactor.Timers;

namespace Reactor.Diagnostics;

/// <summary>Where every exception of a callback ends: it is counted, logged and put to the policy.</summary>
/// <remarks>
/// What the fault costs is dealt with before it comes here, so that an exception from the policy itself, which leaves the turn,
/// leaves nothing half done.
/// </remarks>
internal sealed class FaultBarrier(Func<LoopFault, FaultAction>? policy, ILogger logger, LoopStatistics statistics, TimerWheel wheel)
{
    private readonly LogGate _gate = new(wheel);

    /// <summary>Set when the policy wants the loop to stop; the loop takes it back when it does.</summary>
    public bool StopRequested { get; set; }

    public void Report(FaultKind kind, object? source, Exception exception)
    {
        statistics.Faults++;
        _gate.Log(more => LoopLog.Fault(logger, exception, kind, NameOf(source), more));
        if (policy is not null && policy(new LoopFault(kind, source, exception)) == FaultAction.Stop)
        {
            StopRequested = true;
        }
    }

    private static string NameOf(object? source) =>
        source is null ? "a static method" : Convert.ToString(source.GetType(), CultureInfo.InvariantCulture)!;
}
