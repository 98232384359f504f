using System.Runtime.CompilerServices;
using Reactor.Simulation.Checks;
using Reactor.Simulation.Core;

namespace Reactor.Simulation;

/// <summary>A world of hosts with event loops, on one thread, under one clock and one seed: what happens once happens again.</summary>
/// <remarks>
/// <para>
/// The loops and handlers are the real ones; kernels, network and clock live in memory. Time passes only here: an hour of waiting takes
/// as long as what happens in it.
/// </para>
/// <para>It belongs to the thread that made it.</para>
/// </remarks>
public sealed partial class Simulation : IDisposable
{
    // More turns than this without a system call that changes anything are no way to make progress.
    private const int MostIdleTurns = 10_000;
    private const int TurnsBetweenSweeps = 1_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromHours(1);

    private readonly List<SimulatedHost> _hosts = [];
    private readonly Dictionary<string, SimulatedHost> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Invariants _invariants;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly long _start;
    private volatile SimulationException? _failure;
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

    /// <summary>What lies between the hosts.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>The hosts, in the order in which they were added.</summary>
    public IReadOnlyList<SimulatedHost> Hosts => _hosts;

    /// <summary>The virtual time that has passed.</summary>
    public TimeSpan Elapsed => Time.ToTimeSpan(World.Now - _start);

    /// <summary>The turns that all loops have taken.</summary>
    public long Turns { get; private set; }

    /// <summary>Stands for everything that has happened, system call by system call: two runs with the same value did the same.</summary>
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

        World.Faults.IsSuspended = true;
        SimulatedHost host = new(this, World, _hosts.Count + 1, name, options ?? new EventLoopOptions());
        World.Faults.IsSuspended = false;
        host.LimitDescriptors();
        _byName.Add(name, host);
        _hosts.Add(host);
        host.MakeRunnable();
        return host;
    }

    /// <summary>Lets virtual time pass, and everything happen that happens in it.</summary>
    /// <exception cref="SimulationException">Something is wrong; see <see cref="SimulationFailure"/>.</exception>
    public void RunFor(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        Begin();
        long end = Time.Add(World.Now, Time.ToNanoseconds(time));
        while (World.Now < end && Step(end))
        {
        }

        World.AdvanceTo(end);
    }

    /// <summary>Lets virtual time pass until a condition holds.</summary>
    /// <param name="condition">Looked at first, and after every turn. It should only look.</param>
    /// <param name="timeout">How much virtual time it may take; an hour if null.</param>
    /// <param name="expression">Filled in by the compiler: the condition, for the message.</param>
    /// <exception cref="SimulationException">It did not hold in time, nothing can happen any more, or something else is wrong.</exception>
    public void RunUntil(Func<bool> condition, TimeSpan? timeout = null, [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        ArgumentNullException.ThrowIfNull(condition);
        Begin();
        TimeSpan patience = timeout ?? s_patience;
        long end = Time.Add(World.Now, Time.ToNanoseconds(patience));
        while (!condition())
        {
            if (World.Now >= end || !Step(end))
            {
                throw World.Events.NextTime == long.MaxValue && Runnable.Count == 0
                    ? Failed(SimulationFailure.Deadlock, $"deadlock: nothing can happen any more, but this waits for: {expression}. {Waiting.Describe(_hosts)}")
                    : Failed(SimulationFailure.Timeout, $"still waiting after {patience} of virtual time for: {expression}. {Waiting.Describe(_hosts)}");
            }
        }
    }

    /// <summary>Runs until all loops sleep and nothing is under way between them; timers that are due later do not count.</summary>
    /// <param name="timeout">How much virtual time it may take; an hour if null.</param>
    /// <exception cref="SimulationException">It did not become quiet in time, or something is wrong.</exception>
    public void RunUntilQuiet(TimeSpan? timeout = null) =>
        RunUntil(() => Runnable.Count == 0 && World.UnderWay == 0, timeout, "quiet, all loops asleep and nothing under way");

    /// <summary>Checks at once what is otherwise checked every thousand turns and at the end.</summary>
    /// <exception cref="SimulationException">A promise does not hold.</exception>
    public void CheckInvariants()
    {
        Verify();
        _invariants.Sweep();
    }

    /// <summary>Disposes the loops of all hosts, and checks that nothing is left.</summary>
    /// <exception cref="SimulationException">Something is left, or was lost.</exception>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        foreach (SimulatedHost host in _hosts)
        {
            host.Loop.Dispose();
        }

        if (_failure is null)
        {
            _invariants.Sweep();
            _invariants.CheckEnd();
        }
    }

    /// <summary>Makes the exception of a failure. The first one is told at the end: what it left behind is not another.</summary>
    internal SimulationException Failed(SimulationFailure failure, string message, Exception? cause = null)
    {
        SimulationException exception = new(failure, Seed, message, cause);
        _failure ??= exception;
        if (Environment.CurrentManagedThreadId == _thread)
        {
            World.Recorder.Failure(message);
        }

        return exception;
    }

    internal SimulatedHost? Find(string name) => _byName.GetValueOrDefault(name);

    private void Begin()
    {
        Verify();
        if (Turning is not null)
        {
            throw new InvalidOperationException($"The simulation is running already: this is a callback on '{Turning.Name}'. Return from it first.");
        }

        // The test may have used the loops since: each looks anew how long it can sleep.
        foreach (SimulatedHost host in _hosts)
        {
            host.MakeRunnable();
        }
    }

    /// <summary>Takes one turn of some host, or moves the clock to what happens next.</summary>
    /// <returns>False when nothing happens up to the end.</returns>
    private bool Step(long end)
    {
        // What another thread did wrong was thrown there, where perhaps nobody looks.
        if (_failure is { } failure)
        {
            throw failure;
        }

        if (Runnable.Count == 0)
        {
            if (World.Events.Count == 0 || World.Events.NextTime > end)
            {
                return false;
            }

            // True also when nothing is left after it: it may be what somebody waits for.
            World.AdvanceTo(World.Events.NextTime);
            return true;
        }

        int choice = Runnable.Count == 1 ? 0 : World.Order.Below(Runnable.Count);
        SimulatedHost host = Runnable[choice];
        Runnable[choice] = Runnable[^1];
        Runnable.RemoveAt(Runnable.Count - 1);
        host.IsRunnable = false;
        if (host.StalledUntil > World.Now)
        {
            host.WakeAt(host.StalledUntil);
            return true;
        }

        Turn(host);
        return true;
    }

    private void Turn(SimulatedHost host)
    {
        long changes = host.Kernel.Changes;
        long timers = host.Loop.Statistics.Timers;
        Turning = host;
        World.Recorder.TurnBegan(host, Turns);
        try
        {
            host.Turn();
        }
        finally
        {
            World.Recorder.TurnEnded();
            Turning = null;
        }

        host.IdleTurns = changes == host.Kernel.Changes && timers == host.Loop.Statistics.Timers && host.IsRunnable ? host.IdleTurns + 1 : 0;
        if (host.IdleTurns > MostIdleTurns)
        {
            throw Failed(SimulationFailure.Spinning, $"'{host.Name}' is spinning: {MostIdleTurns:N0} turns in a row came to nothing. {Waiting.DescribeSpin(host)}");
        }

        if (++Turns % TurnsBetweenSweeps == 0)
        {
            _invariants.Sweep();
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
