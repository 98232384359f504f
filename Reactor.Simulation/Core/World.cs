using Reactor.Simulation.Network;
using Reactor.Simulation.Tracing;

namespace Reactor.Simulation.Core;

/// <summary>What all hosts of one simulation share: the clock, what is planned, chance, and the record of what happened.</summary>
internal sealed class World
{
    // A call costs 100 to 611 ns: never nothing, or a busy poll would hang and a clock read too often would go unnoticed.
    private const int LeastCost = 100;
    private const ulong CostMask = 511;

    /// <summary>What the wall clock shows when the monotonic one shows zero: 2026-01-01, less the start of the latter.</summary>
    public const long Epoch = 1_767_225_600_000_000_000 - Start;

    private const long Start = 1_000_000_000_123_456;

    private readonly SeededRandom _costs;

    public World(long seed)
    {
        _costs = new SeededRandom(seed, "costs");
        Order = new SeededRandom(seed, "order");
        Transit = new SeededRandom(seed, "transit");
        Faults = new FaultSource(new SeededRandom(seed, "trouble"), this);
        Paths = new Paths(this);
        Recorder = new Recorder(this);
    }

    /// <summary>The monotonic clock of every host, in nanoseconds.</summary>
    public long Now { get; private set; } = Start;

    /// <summary>Whose system call is under way, or was the last.</summary>
    public SimulatedHost? Caller { get; set; }

    /// <summary>How many packets are under way between hosts.</summary>
    public int UnderWay { get; set; }

    public EventQueue Events { get; } = new();

    /// <summary>Decides who goes first, where more than one could.</summary>
    public SeededRandom Order { get; }

    /// <summary>Decides how long a message is under way.</summary>
    public SeededRandom Transit { get; }

    /// <summary>Decides where things go wrong.</summary>
    public FaultSource Faults { get; }

    public Paths Paths { get; }

    public Trace Trace { get; } = new();

    /// <summary>Remembers what happened, for a picture.</summary>
    public Recorder Recorder { get; }

    /// <summary>A system call or a look at the clock takes its time, and what is due by then happens.</summary>
    public void Spend()
    {
        Now += LeastCost + (long)(_costs.Next() & CostMask);
        if (Events.NextTime <= Now)
        {
            CatchUp();
        }
    }

    /// <summary>Time passes while nobody does anything.</summary>
    public void AdvanceTo(long time)
    {
        Now = Math.Max(Now, time);
        CatchUp();
    }

    private void CatchUp()
    {
        // An event may plan others, due at once where there is no latency: they happen too. Each brings a packet on its way, and only a turn
        // sends what asks for more than an answer, so this ends.
        while (Events.NextTime <= Now)
        {
            Events.Take().Happen();
        }
    }
}
