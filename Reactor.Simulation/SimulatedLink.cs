using Reactor.Simulation.Core;
using Reactor.Simulation.Network;

namespace Reactor.Simulation;

/// <summary>The way between two hosts, in one direction or in both. What is changed holds for what is sent from then on.</summary>
/// <remarks>It belongs to the simulation's thread.</remarks>
public sealed class SimulatedLink
{
    private readonly World _world;
    private readonly NetworkPath[] _paths;

    internal SimulatedLink(World world, params NetworkPath[] paths)
    {
        _world = world;
        _paths = paths;
    }

    /// <summary>How long a packet is under way.</summary>
    public Latency Latency
    {
        get => _paths[0].Latency;
        set => ForEach(path => path.Latency = value);
    }

    /// <summary>How many bytes per second it carries in each direction; 0, the default, for no limit.</summary>
    public long BytesPerSecond
    {
        get => _paths[0].Bandwidth;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ForEach(path => path.Bandwidth = value);
        }
    }

    /// <summary>How likely it is that a packet is lost, 0 to less than 1. TCP sends it again after 200 ms and more, so it comes late.</summary>
    public double Loss
    {
        get => _paths[0].Loss;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, 1);
            ForEach(path => path.Loss = value);
        }
    }

    /// <summary>Whether nothing gets through.</summary>
    public bool IsPartitioned => _paths[0].IsPartitioned;

    /// <summary>
    /// Lets nothing through until <see cref="Heal"/>. TCP tries again and again, and gives up connecting after two minutes and sending
    /// after a quarter of an hour; a reset is sent once only, and lost, so the other side does not hear of it before it sends something.
    /// </summary>
    public void Partition() => ForEach(static path =>
    {
        path.Partition();
        path.Mark("partitioned");
    });

    /// <summary>Lets everything through again. What was lost comes when TCP sends it again.</summary>
    public void Heal() => ForEach(static path =>
    {
        path.Heal();
        path.Mark("healed");
    });

    /// <summary>Holds everything up for a time, also what is under way; nothing is lost.</summary>
    /// <param name="time">How long.</param>
    public void Clog(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        ForEach(path =>
        {
            path.ClearFrom = Math.Max(path.ClearFrom, Time.Add(_world.Now, Time.ToNanoseconds(time)));
            path.Mark($"clogged for {time}");
        });
    }

    private void ForEach(Action<NetworkPath> action) => Array.ForEach(_paths, action);
}
