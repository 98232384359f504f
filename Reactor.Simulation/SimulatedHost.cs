using System.Net;
using Reactor.Simulation.Checks;
using Reactor.Simulation.Core;
using Reactor.Simulation.Files;
using Reactor.Simulation.Sockets;
using Reactor.SystemCalls;

namespace Reactor.Simulation;

/// <summary>A machine of a simulation: a kernel, addresses, and an event loop. It belongs to the simulation's thread.</summary>
public sealed class SimulatedHost
{
    private readonly Simulation _simulation;
    private readonly WakeUp _wakeUp;
    private int _descriptorLimit = DescriptorTable.DefaultLimit;

    internal SimulatedHost(Simulation simulation, World world, int number, string name, EventLoopOptions options)
    {
        _simulation = simulation;
        Number = number;
        Name = name;
        Address = new IPAddress([10, 0, (byte)(number >> 8), (byte)number]);
        IPv6Address = new IPAddress([0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)(number >> 8), (byte)number]);
        Thread = new SimulatedThread(this, simulation);
        Kernel = new SimulatedKernel(this, world);
        Sockets = new HostSockets(this, world);
        Callbacks = new CallbackLog(this, world.Recorder);
        _wakeUp = new WakeUp(this);
        Loop = new EventLoop(new EventLoopOptions(options)
        {
            Kernel = Kernel,
            Thread = Thread,
            Observer = Callbacks,
            NameResolver = options.NameResolver ?? new SimulatedNameResolver(simulation),
            FaultPolicy = options.FaultPolicy ?? (fault => simulation.Faulted(this, fault)),
        });
    }

    /// <summary>What the host is called; other hosts can connect to it by this name.</summary>
    public string Name { get; }

    /// <summary>The host's IPv4 address in the simulated network. <c>127.0.0.1</c> and <c>::1</c> are the host itself.</summary>
    public IPAddress Address { get; }

    /// <summary>The host's IPv6 address.</summary>
    public IPAddress IPv6Address { get; }

    /// <summary>The host's loop. The simulation turns it; <see cref="EventLoop.Run"/> throws.</summary>
    public EventLoop Loop { get; }

    /// <summary>The host's kernel, for tests that make system calls themselves.</summary>
    public SimulatedKernel Kernel { get; }

    /// <summary>How many descriptors the host may have open: <c>RLIMIT_NOFILE</c> of <c>getrlimit(2)</c>. It may be changed at any time.</summary>
    public int DescriptorLimit
    {
        get => _descriptorLimit;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _descriptorLimit = value;
            LimitDescriptors();
        }
    }

    /// <summary>
    /// Whether the host takes no more turns: its loop was stopped, by <see cref="EventLoop.Stop"/>, the end of <see cref="EventLoop.StopAsync"/> or
    /// <see cref="EventLoop.BeginStop"/>, or a <see cref="FaultAction.Stop"/>, whereupon <see cref="EventLoop.Run"/> would have returned.
    /// </summary>
    public bool HasStopped { get; private set; }

    internal int Number { get; }

    internal SimulatedThread Thread { get; }

    internal CallbackLog Callbacks { get; }

    internal HostSockets Sockets { get; }

    /// <summary>Whether the host stands in the line of those that want a turn.</summary>
    internal bool IsRunnable { get; set; }

    /// <summary>Counts the turns in a row that came to nothing.</summary>
    internal int IdleTurns { get; set; }

    /// <summary>When the last turn ended in which a timer fired.</summary>
    internal long LastTimer { get; set; }

    /// <summary>Counts the calls in a row that a signal interrupted.</summary>
    internal int Interruptions { get; set; }

    /// <summary>Until when the process stands still.</summary>
    internal long StalledUntil { get; private set; }

    /// <summary>Whether the host has something to do that waits for the end of its stall.</summary>
    internal bool IsHeldUp { get; private set; }

    /// <summary>Until when the loop sleeps; <see cref="long.MaxValue"/> for until something happens.</summary>
    internal long SleepsUntil { get; private set; }

    /// <summary>An end point of this host.</summary>
    /// <param name="port">The port.</param>
    public IPEndPoint At(int port) => new(Address, port);

    /// <summary>Makes a pipe, to be registered on this host's loop: <c>pipe2(2)</c>, non-blocking.</summary>
    /// <exception cref="IOException">The host has no descriptors left.</exception>
    public SimulatedPipe CreatePipe()
    {
        (int reader, int writer) = Kernel.OpenPipe();
        return reader < 0
            ? throw new IOException($"'{Name}' could not make a pipe: {Errno.Describe(-reader)}.")
            : new SimulatedPipe(new KernelHandle(Kernel, reader), new KernelHandle(Kernel, writer));
    }

    /// <summary>The process stands still for a time, as when it is swapped out or its machine is moved. Others go on meanwhile.</summary>
    /// <param name="time">How long.</param>
    public void Stall(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        StallFor(Time.ToNanoseconds(time));
        _simulation.World.Recorder.Mark(this, $"stalls for {time}");
    }

    /// <summary>Lets a host that has stopped take turns again, as a second call of <see cref="EventLoop.Run"/> would.</summary>
    public void Resume()
    {
        HasStopped = false;
        MakeRunnable();
    }

    /// <summary>The host takes no turn for a time, in nanoseconds.</summary>
    internal void StallFor(long time) => StalledUntil = Math.Max(StalledUntil, Time.Add(_simulation.World.Now, time));

    /// <summary>The host would have its turn, but stands still.</summary>
    internal void HoldUp()
    {
        IsHeldUp = true;
        WakeAt(StalledUntil);
    }

    /// <summary>The lower one holds, the host's own limit or that of the faults in force.</summary>
    internal void LimitDescriptors() => Kernel.Files.Limit = Math.Min(_descriptorLimit, _simulation.Faults.DescriptorLimit);

    /// <summary>Something may be ready: the host wants a turn.</summary>
    internal void MakeRunnable()
    {
        if (!IsRunnable && !HasStopped)
        {
            IsRunnable = true;
            IsHeldUp = false;
            _simulation.World.Events.Cancel(_wakeUp);
            _simulation.Runnable.Add(this);
        }
    }

    /// <summary>The host wants its next turn at a time, unless something happens before.</summary>
    internal void WakeAt(long time)
    {
        SleepsUntil = time;
        if (time != long.MaxValue)
        {
            _simulation.World.Events.Plan(_wakeUp, time);
        }
    }

    /// <summary>Takes one turn of the loop, and finds out until when the next one can wait.</summary>
    internal void Turn()
    {
        Kernel.SleepsUntil = 0;
        long before = Work;
        Kernel.Files.IsTurning = true;
        try
        {
            HasStopped = Loop.RunTurn();
        }
        finally
        {
            Kernel.Files.IsTurning = false;
        }

        if (HasStopped)
        {
            LeaveLine();
            return;
        }

        // A wait that slept decides only if nothing came after it in that turn: a timer that was due may have armed an earlier one.
        bool sleeps = Kernel.SleepsUntil > 0 && before == Work && !Loop.HasPendingWork;
        if (IsRunnable)
        {
            return;
        }

        if (sleeps)
        {
            WakeAt(Kernel.SleepsUntil);
        }
        else
        {
            MakeRunnable();
        }
    }

    /// <summary>What happened in its last turn may have made it stand in line already.</summary>
    private void LeaveLine()
    {
        SleepsUntil = long.MaxValue;
        IsRunnable = false;
        _simulation.Runnable.Remove(this);
        _simulation.World.Events.Cancel(_wakeUp);
    }

    private long Work => Loop.Statistics.Events + Loop.Statistics.Tasks + Loop.Statistics.Timers + Kernel.Changes;

    private sealed class WakeUp(SimulatedHost host) : WorldEvent
    {
        internal override void Happen() => host.MakeRunnable();
    }
}
