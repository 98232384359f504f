using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Buffers;
using Reactor.Diagnostics;
using Reactor.Polling;
using Reactor.Sockets;
using Reactor.SystemCalls;
using Reactor.SystemCalls.Linux;
using Reactor.Tasks;
using Reactor.Timers;

namespace Reactor;

/// <summary>The parts of one loop, for those who work with several of them: sockets, listeners, connect attempts, connections.</summary>
/// <remarks>It holds and wires; what happens when is said in <see cref="Turn"/>.</remarks>
internal sealed class LoopCore
{
    private readonly ReceiveBuffer _receiveBuffer;

    public LoopCore(EventLoopOptions options)
    {
        options.Validate();
        Options = options;
        Kernel = options.Kernel ?? new LinuxKernel();
        Thread = options.Thread ?? new LoopThread();
        Logger = options.Logger is { } logger ? new QuietLogger(logger, Statistics) : NullLogger.Instance;
        Poller = new Poller(Kernel, Thread);
        Wakeup = MakeWakeup(Poller, options.Wakeup);
        Tasks = new TaskQueue(Thread, Wakeup);
        Synchronization = new LoopSynchronizationContext(Thread, Tasks);
        Context = new LoopContext(Synchronization);
        Now = Kernel.MonotonicNanoseconds;
        Wheel = new TimerWheel(new CoreClock(this), TimerWheel.TickAt(Now));
        Faults = new FaultBarrier(options.FaultPolicy, Logger, Statistics, Wheel);
        Poller.Releases.Faults = Faults;
        Poller.Releases.Context = Context;
        Pressure = new DescriptorPressure(Poller.Releases);
        Spares = new SpareDescriptors(this);
        RefusedConnections = new LogGate(Wheel);
        NameResolver = options.NameResolver ?? new DnsNameResolver();

        // One that is filled never exceeds the byte budget.
        _receiveBuffer = new ReceiveBuffer(Math.Min(options.ReceiveBufferSize, options.ReadBudget));
    }

    // What every event touches comes first, to share lines of the cache.

    public Kernel Kernel { get; }

    public LoopThread Thread { get; }

    public LoopStatistics Statistics { get; } = new();

    public Cork Cork { get; } = new();

    public LoopContext Context { get; }

    public Poller Poller { get; }

    public ConnectionQueues Connections { get; } = new();

    public TaskQueue Tasks { get; }

    public TimerWheel Wheel { get; }

    public Wakeup Wakeup { get; }

    public EventLoopOptions Options { get; }

    /// <summary>Does not throw.</summary>
    public ILogger Logger { get; }

    public FaultBarrier Faults { get; }

    public LoopSynchronizationContext Synchronization { get; }

    public DescriptorPressure Pressure { get; }

    /// <summary>Held only while there is a listener.</summary>
    public SpareDescriptors Spares { get; }

    /// <summary>For the line about new connections that epoll refuses.</summary>
    public LogGate RefusedConnections { get; }

    public NameResolver NameResolver { get; }

    public BlockPool Blocks { get; } = new(BlockPool.BlockSize);

    public BlockPool SmallBlocks { get; } = new(BlockPool.SmallBlockSize);

    public PeerNames PeerNames { get; } = new();

    public List<StreamListener> Listeners { get; } = [];

    public List<ConnectAttempt> Connects { get; } = [];

    /// <summary>What the floor above keeps once per loop.</summary>
    public IPool? HandlerResources { get; set; }

    public bool IsClosed { get; set; }

    /// <summary>Whether the loop is being disposed, or is disposed: nothing new that would have to be closed is taken any more.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Cancelled when the loop is disposed, for what waits for an answer from elsewhere.</summary>
    public CancellationTokenSource Ending { get; } = new();

    /// <summary>The turn's time: the monotonic clock in nanoseconds, read once after the wait.</summary>
    public long Now { get; set; }

    /// <summary>Where received bytes land. A handler sees them there during its callback and no longer.</summary>
    public Span<byte> ReceiveBuffer => _receiveBuffer.Memory;

    /// <summary>Every thousand turns: what a burst has left in the pools goes back to the collector.</summary>
    public void GiveUpSurplus()
    {
        Blocks.GiveUpSurplus();
        SmallBlocks.GiveUpSurplus();
        HandlerResources?.GiveUpSurplus();
    }

    private static Wakeup MakeWakeup(Poller poller, Func<Poller, Wakeup>? make)
    {
        try
        {
            return make is null ? new Wakeup(poller) : make(poller);
        }
        catch
        {
            poller.Dispose();
            throw;
        }
    }

    private sealed class CoreClock(LoopCore core) : TimerClock
    {
        public override long Nanoseconds => core.Kernel.MonotonicNanoseconds;

        public override void VerifyAccess() => core.Thread.Verify("A timer");
    }
}
