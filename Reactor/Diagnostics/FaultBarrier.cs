using System.Globalization;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Reactor.Timers;

namespace Reactor.Diagnostics;

/// <summary>Where every exception of a callback ends: it is counted, logged and put to the policy.</summary>
/// <remarks>
/// What the fault costs is dealt with before it comes here. An exception from the policy itself is kept until the turn is over and
/// leaves then: thrown from here it would end up in the handler of whichever callback is outside of this one, and cost that too.
/// </remarks>
internal sealed class FaultBarrier(Func<LoopFault, FaultAction>? policy, ILogger logger, LoopStatistics statistics, TimerWheel wheel)
{
    // One for each kind, so that a flood of one does not hide the first of another.
    private readonly LogGate?[] _gates = new LogGate?[Enum.GetValues<FaultKind>().Length];
    private ExceptionDispatchInfo? _policyFault;

    /// <summary>Set when the policy wants the loop to stop; the loop takes it back when it does.</summary>
    public bool StopRequested { get; set; }

    public void Report(FaultKind kind, object? source, Exception exception)
    {
        statistics.Faults++;
        Gate(kind).Log(more => LoopLog.Fault(logger, exception, kind, NameOf(source), more));
        if (policy is not null)
        {
            Decide(policy, new LoopFault(kind, source, exception));
        }
    }

    /// <summary>At the end of a turn: lets out what the policy threw. The first exception, if there were several.</summary>
    public void ThrowPolicyFault()
    {
        if (_policyFault is { } fault)
        {
            _policyFault = null;
            fault.Throw();
        }
    }

    private void Decide(Func<LoopFault, FaultAction> decide, LoopFault fault)
    {
#pragma warning disable CA1031 // It is thrown again when the turn is over.
        try
        {
            StopRequested |= decide(fault) == FaultAction.Stop;
        }
        catch (Exception exception)
        {
            _policyFault ??= ExceptionDispatchInfo.Capture(exception);
        }
#pragma warning restore CA1031
    }

    private LogGate Gate(FaultKind kind) => _gates[(int)kind] ??= new LogGate(wheel);

    private static string NameOf(object? source) =>
        source is null ? "a static method" : Convert.ToString(source.GetType(), CultureInfo.InvariantCulture)!;
}
