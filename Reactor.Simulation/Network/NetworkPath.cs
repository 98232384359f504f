using Reactor.Simulation.Core;

namespace Reactor.Simulation.Network;

/// <summary>The way from one host to another.</summary>
internal sealed class NetworkPath(World world, SimulatedHost from, SimulatedHost to)
{
    // What tcp_rtx waits before it sends something lost again: at least 200 ms, twice as long each time.
    private const long FirstRetransmission = 200_000_000;

    private long _busyUntil;

    public Latency Latency { get; set; }

    /// <summary>Bytes per second; 0 for no limit.</summary>
    public long Bandwidth { get; set; }

    /// <summary>How likely it is that a packet is lost. TCP sends it again, so it only comes late.</summary>
    public double Loss { get; set; }

    public bool IsPartitioned { get; set; }

    /// <summary>Nothing arrives before this time.</summary>
    public long ClearFrom { get; set; }

    /// <summary>Says in the picture what becomes of the path.</summary>
    public void Mark(string what) => world.Recorder.Mark(from, $"{from.Name} to {to.Name}: {what}");

    /// <summary>When a packet arrives that is sent now.</summary>
    public long ArrivalOf(int length)
    {
        long arrival = world.Now;
        if (Bandwidth > 0)
        {
            _busyUntil = Math.Max(_busyUntil, arrival) + (long)((double)length / Bandwidth * 1e9);
            arrival = _busyUntil;
        }

        arrival += Latency.Sample(world.Transit);
        for (long wait = FirstRetransmission; world.Transit.Chance(Loss); wait *= 2)
        {
            arrival += wait;
        }

        return Math.Max(arrival, ClearFrom);
    }
}
