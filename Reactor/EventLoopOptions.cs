using Microsoft.Extensions.Logging;
using Reactor.Buffers;
using Reactor.Diagnostics;
using Reactor.Polling;
using Reactor.SystemCalls;
using Reactor.Tasks;

namespace Reactor;

/// <summary>How an event loop behaves. The defaults are safe; the loop reads them once, when it is made.</summary>
public sealed class EventLoopOptions
{
    /// <summary>Makes options with the defaults.</summary>
    public EventLoopOptions()
    {
    }

    /// <summary>Copies options, to change what the copy's maker decides.</summary>
    internal EventLoopOptions(EventLoopOptions other)
    {
        Logger = other.Logger;
        FaultPolicy = other.FaultPolicy;
        MaxTasksPerTurn = other.MaxTasksPerTurn;
        ReadBudget = other.ReadBudget;
        AcceptBudget = other.AcceptBudget;
        MaxConnections = other.MaxConnections;
        ReceiveBufferSize = other.ReceiveBufferSize;
        BusyPoll = other.BusyPoll;
        SlowTurnThreshold = other.SlowTurnThreshold;
        NameResolver = other.NameResolver;
        Kernel = other.Kernel;
        Thread = other.Thread;
        Observer = other.Observer;
        Wakeup = other.Wakeup;
    }

    /// <summary>Where the loop logs; null for nowhere.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>
    /// What to do about an exception from a callback: null contains every one. It is called on the loop's thread, after
    /// what the fault costs has been dealt with. An exception from the policy itself leaves <see cref="EventLoop.Run"/>
    /// when the turn is over.
    /// </summary>
    public Func<LoopFault, FaultAction>? FaultPolicy { get; init; }

    /// <summary>How many tasks one turn runs at most; the rest keeps its order for the next.</summary>
    public int MaxTasksPerTurn { get; init; } = 1_024;

    /// <summary>How many bytes one readable event takes from a connection before the others have their turn.</summary>
    public int ReadBudget { get; init; } = 1024 * 1024;

    /// <summary>How many connections one wake-up of a listener accepts before the others have their turn.</summary>
    public int AcceptBudget { get; init; } = 64;

    /// <summary>How many connections may be open at once; further ones wait in the listeners' queues. No limit by default.</summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    /// <summary>The size in bytes of the loop's one receive buffer: 1 KiB to 1 GiB. More than <see cref="ReadBudget"/> is not used.</summary>
    public int ReceiveBufferSize { get; init; } = 512 * 1024;

    /// <summary>
    /// How long to look for events again and again before sleeping. It burns the core for lower latency: a ping-pong over loopback was 1.3 to 2.5 times
    /// as fast with 50 µs, depending on what it costs the machine to wake a core. Zero, the default, sleeps at once.
    /// </summary>
    public TimeSpan BusyPoll { get; init; }

    /// <summary>A turn that takes longer is logged with its last callback; zero, the default, measures without logging.</summary>
    public TimeSpan SlowTurnThreshold { get; init; }

    /// <summary>Turns host names into addresses; null for the base library's resolver, off the loop, four names at a time.</summary>
    public NameResolver? NameResolver { get; init; }

    /// <summary>The kernel to run on; null for the real one.</summary>
    public Kernel? Kernel { get; init; }

    /// <summary>Tells which thread is the loop's; a simulation, which turns many loops on one thread, brings its own.</summary>
    internal LoopThread? Thread { get; init; }

    /// <summary>Hears when a callback begins and ends; null, which costs nothing, for nobody.</summary>
    internal LoopObserver? Observer { get; init; }

    /// <summary>Makes what other threads wake the loop with; a test that explores the steps of it brings one that stops between them.</summary>
    internal Func<Poller, Wakeup>? Wakeup { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxTasksPerTurn);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ReadBudget);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(AcceptBudget);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConnections);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReceiveBufferSize, 1024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Min(ReceiveBufferSize, ReadBudget), ReceiveBuffer.MaxLength, nameof(ReceiveBufferSize));
        ArgumentOutOfRangeException.ThrowIfLessThan(BusyPoll, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(SlowTurnThreshold, TimeSpan.Zero);
    }
}
