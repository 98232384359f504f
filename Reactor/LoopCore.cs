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
    private readonly byte[] _receiveBuffer;

    public LoopCore(EventLoopOptions options)
    {
        options.Validate();
        Options = options;
        Kernel = options.Kernel ?? new LinuxKernel();
        Thread = options.Thread ?? new LoopThread();
        Logger = options.Logger ?? NullLogger.Instance;
        Poller = new Poller(Kernel, Thread);
        Wakeup = new Wakeup(Poller);
        Tasks = new TaskQueue(Thread, Wakeup);
        Synchronization = new LoopSynchronizationContext(Thread, Tasks);
        Context = new LoopContext(Synchronization);
        Now = Kernel.MonotonicNanoseconds;
        Wheel = new TimerWheel(new CoreClock(this), TimerWheel.TickAt(Now));
        Faults = new FaultBarrier(options.FaultPolicy, Logger, Statistics, Wheel);
        Pressure = new DescriptorPressure(Poller.Releases);
        NameResolver = options.NameResolver ?? new DnsNameResolver();

        // Pinned once and for all: the kernel writes into it on every receive.
        _receiveBuffer = GC.AllocateUninitializedArray<byte>(options.ReceiveBufferSize, pinned: true);
    }

    public EventLoopOptions Options { get; }

    public Kernel Kernel { get; }

    public LoopThread Thread { get; }

    public ILogger Logger { get; }

    public LoopStatistics Statistics { get; } = new();

    public Poller Poller { get; }

    public Wakeup Wakeup { get; }

    public TaskQueue Tasks { get; }

    public TimerWheel Wheel { get; }

    public FaultBarrier Faults { get; }

    public LoopSynchronizationContext Synchronization { get; }

    public LoopContext Context { get; }

    public ConnectionQueues Connections { get; } = new();

    public DescriptorPressure Pressure { get; }

    public NameResolver NameResolver { get; }

    public BlockPool Blocks { get; } = new();

    public List<StreamListener> Listeners { get; } = [];

    public List<ConnectAttempt> Connects { get; } = [];

    /// <summary>What the floor above keeps once per loop.</summary>
    public object? HandlerResources { get; set; }

    public bool IsClosed { get; set; }

    /// <summary>The turn's time: the monotonic clock in nanoseconds, read once after the wait.</summary>
    public long Now { get; set; }

    /// <summary>Where received bytes land. A handler sees them there during its callback and no longer.</summary>
    public Span<byte> ReceiveBuffer => _receiveBuffer;

    private sealed class CoreClock(LoopCore core) : TimerClock
    {
        public override long Nanoseconds => core.Kernel.MonotonicNanoseconds;

        public override void VerifyAccess() => core.Thread.Verify("A timer");
    }
}
