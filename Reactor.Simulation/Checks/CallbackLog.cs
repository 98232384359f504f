using System.Runtime.CompilerServices;
using Reactor.Diagnostics;
using Reactor.Simulation.Tracing;

namespace Reactor.Simulation.Checks;

/// <summary>Watches the callbacks of one host's loop.</summary>
internal sealed class CallbackLog(SimulatedHost host, Recorder recorder) : LoopObserver
{
    private readonly ConditionalWeakTable<object, object> _closed = [];

    /// <summary>A connection that was told twice that it is closed; null while all is well.</summary>
    public object? ClosedTwice { get; private set; }

    public override void Began(LoopCallback callback, object? culprit)
    {
        recorder.CallbackBegan(host, callback, culprit);
        if (callback == LoopCallback.Closed && culprit is not null && !_closed.TryAdd(culprit, culprit))
        {
            ClosedTwice = culprit;
        }
    }

    public override void Ended() => recorder.CallbackEnded();
}
