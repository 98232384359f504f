namespace Reactor.Handlers;

/// <summary>What only some connections have, and most only at their end; made when it is needed.</summary>
internal sealed class RareState
{
    private BoundTimers? _timers;

    /// <summary>Why the connection ends, once that is known.</summary>
    public CloseReason? Reason { get; set; }

    /// <summary>Bytes thrown away while a close waits for the peer's end.</summary>
    public long Discarded { get; set; }

    /// <summary>The pause that a kernel without memory needs.</summary>
    public ShortagePause? Shortage { get; set; }

    /// <summary>The timers that are dropped with the connection.</summary>
    public BoundTimers Timers => _timers ??= new BoundTimers();

    public void DisposeTimers()
    {
        _timers?.DisposeAll();
        _timers = null;
        Shortage?.Dispose();
    }
}
