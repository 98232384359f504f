using System.Runtime.CompilerServices;

namespace Reactor.Handlers;

// How a handler hears that its output is out.
public abstract partial class ConnectionHandler
{
    /// <summary>Whether <see cref="OnOutputDrained"/> does anything in this handler.</summary>
    internal bool OverridesOutputDrained => ((Action)OnOutputDrained).Method.DeclaringType != typeof(ConnectionHandler);

    /// <summary>Says that the output is out to who waits to hear it; nearly always nobody does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TellDrained()
    {
        if ((_state & (State.DrainOwed | State.HearsDrained)) == (State.DrainOwed | State.HearsDrained))
        {
            TellDrainedOnce();
        }
    }

    /// <summary>Once per event: a callback that answers by sending more would otherwise keep the others waiting.</summary>
    private void TellDrainedOnce()
    {
        if (HasOutput || Has(State.Closing | State.Closed | State.OutputEnded))
        {
            return;
        }

        Clear(State.DrainOwed);
        Core.Context.Restore();
        OnOutputDrained();
        if (HasOutput && !Has(State.Closed | State.WriteBlocked))
        {
            Uncork();
            MarkDirty();
        }
    }
}
