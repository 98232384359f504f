using Reactor.Simulation.Checks;
using Reactor.Simulation.Core;

namespace Reactor.Simulation;

/// <summary>A world of hosts with event loops, on one thread, under one clock and one seed: what happens once happens again.</summary>
/// <remarks>
/// <para>
/// The loops and handlers are the real ones; kernels, network and clock live in memory. Time passes only here: an hour of waiting takes
/// as long as what happens in it.
/// </para>
/// <para>
/// It belongs to the thread that made it, and until it is disposed it is that thread's <see cref="SynchronizationContext"/>: what is
/// awaited between two runs goes on in the next one.
/// </para>
/// </remarks>
public sealed partial class Simulation : IDisposable
{
    private readonly List<SimulatedHost> _hosts = [];
    private readonly Dictionary<string, SimulatedHost> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Invariants _invariants;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly long _start;
    private readonly SimulationContext _context;
    private bool _disposed;

    /// <summary>Makes an empty world.</summary>
    /// <param name="seed">Decides everything that is left to chance.</param>
    public Simulation(long seed)
    {
        Seed = seed;
        World = new World(seed);
        Network = new SimulatedNetwork(this);
        _invariants = new Invariants(this);
        _start = World.Now;
        _context = new SimulationContext(this);
        _context.Enter();
    }

    /// <summary>What decides everything that is left to chance.</summary>
    public long Seed { get; }

    /// <summary>What goes wrong, and how often; nothing by default. It may be changed at any time.</summary>
    public FaultPlan Faults
    {
        get => World.Faults.Plan;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            World.Faults.Plan = value;
            _hosts.ForEach(static host => host.LimitDescriptors());
        }
    }

    /// <summary>
    /// Whether the run ends when a callback throws, as a failed assertion does; true at first. The loop contains the exception as ever. A host
    /// with an <see cref="EventLoopOptions.FaultPolicy"/> of its own is left to that.
    /// </summary>
    public bool FailsOnFault { get; set; } = true;

    /// <summary>What lies between the hosts.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>The hosts, in the order in which they were added.</summary>
    public IReadOnlyList<SimulatedHost> Hosts => _hosts;

    /// <summary>The virtual time that has passed.</summary>
    public TimeSpan Elapsed => Time.ToTimeSpan(World.Now - _start);

    /// <summary>The turns that all loops have taken.</summary>
    public long Turns { get; private set; }

    /// <summary>
    /// Stands for everything that has happened, system call by system call and byte by byte: two runs with the same value did the same.
    /// </summary>
    public ulong TraceHash => World.Trace.Hash;

    internal World World { get; }

    /// <summary>The hosts that want a turn, in no order: chance decides.</summary>
    internal List<SimulatedHost> Runnable { get; } = [];

    /// <summary>Who has its turn.</summary>
    internal SimulatedHost? Turning { get; private set; }

    /// <summary>Adds a host with a loop of its own.</summary>
    /// <param name="name">How other hosts find it.</param>
    /// <param name="options">How its loop behaves; kernel and, unless given, name resolver are the simulation's.</param>
    /// <exception cref="ArgumentException">There is a host of this name.</exception>
    public SimulatedHost AddHost(string name, EventLoopOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Verify();
        if (_byName.ContainsKey(name))
        {
            throw new ArgumentException($"There is a host '{name}' already.", nameof(name));
        }

        SimulatedHost host = Make(name, options ?? new EventLoopOptions());
        host.LimitDescriptors();
        World.Paths.Add(host);
        _byName.Add(name, host);
        _hosts.Add(host);
        host.MakeRunnable();
        return host;
    }

    /// <summary>Checks at once what is otherwise checked every thousand turns and at the end.</summary>
    /// <exception cref="SimulationException">A promise does not hold.</exception>
    public void CheckInvariants()
    {
        Verify();
        _invariants.Sweep();
    }

    internal SimulatedHost? Find(string name) => _byName.GetValueOrDefault(name);

    private SimulatedHost Make(string name, EventLoopOptions options)
    {
        World.Faults.IsSuspended = true;
        try
        {
            return new SimulatedHost(this, World, _hosts.Count + 1, name, options);
        }
        finally
        {
            World.Faults.IsSuspended = false;
        }
    }

    private void Verify()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        VerifyThread();
    }

    private void VerifyThread()
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException($"The simulation belongs to thread {_thread}; it was called on thread {Environment.CurrentManagedThreadId}.");
        }
    }
}
