using Reactor.Simulation.Core;

namespace Reactor.Simulation.Network;

/// <summary>The way from one host to another.</summary>
internal sealed class NetworkPath(World world, Paths paths, SimulatedHost from, SimulatedHost to)
{
    // What tcp_rtx waits before it sends something lost again: at least 200 ms, twice as long each time, up to two minutes.
    private const long FirstRetransmission = 200_000_000;
    private const long LongestWait = 120_000_000_000;

    // What a packet takes from a host to itself.
    private static readonly Latency s_loopback = Latency.Constant(TimeSpan.FromMicroseconds(5));

    private long _busyUntil;
    private Latency? _latency;

    public Latency Latency
    {
        get => _latency ?? (from == to ? s_loopback : paths.DefaultLatency);
        set => _latency = value;
    }

    /// <summary>Bytes per second; 0 for no limit.</summary>
    public long Bandwidth { get; set; }

    /// <summary>How likely it is that a packet is lost. TCP sends it again, so it only comes late.</summary>
    public double Loss { get; set; }

    public bool IsPartitioned { get; private set; }

    /// <summary>Nothing arrives before this time.</summary>
    public long ClearFrom { get; set; }

    /// <summary>Says in the picture what becomes of the path.</summary>
    public void Mark(string what) => world.Recorder.Mark(from, $"{from.Name} to {to.Name}: {what}");

    /// <summary>From now on nothing gets through.</summary>
    public void Partition()
    {
        IsPartitioned = true;
        from.Sockets.Ports.OnPartitioned();
        to.Sockets.Ports.OnPartitioned();
    }

    public void Heal() => IsPartitioned = false;

    /// <summary>Whether a packet is lost that is sent now, and will not be sent again.</summary>
    public bool Loses() => world.Transit.Chance(Loss);

    /// <summary>When a packet arrives that is sent now, and again while it is lost.</summary>
    public long ArrivalOf(int length)
    {
        long wait = 0;
        for (long next = FirstRetransmission; Loses(); next = Math.Min(next * 2, LongestWait))
        {
            wait += next;
        }

        return ArrivalOnce(length) + wait;
    }

    /// <summary>When a packet arrives that is sent now, once, and is not lost.</summary>
    public long ArrivalOnce(int length)
    {
        long arrival = world.Now;
        if (Bandwidth > 0)
        {
            _busyUntil = Math.Max(_busyUntil, arrival) + (long)((double)length / Bandwidth * 1e9);
            arrival = _busyUntil;
        }

        return Math.Max(arrival + Latency.Sample(world.Transit), ClearFrom);
    }
}
