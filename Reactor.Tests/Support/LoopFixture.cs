using System.Net.Sockets;
using System.Runtime.InteropServices;
using Reactor.Simulation;

namespace Reactor.Tests.Support;

/// <summary>A loop on a kernel with hooks. A fault that a test does not expect fails it; descriptors that it gives to <see cref="Owned"/> are closed.</summary>
public abstract class LoopFixture
{
    private readonly List<SafeHandle> _handles = [];
    private bool _faultsExpected;

    private protected HookKernel Kernel { get; private set; } = null!;

    private protected EventLoop Loop { get; private set; } = null!;

    private protected LogRecorder Log { get; private set; } = null!;

    private protected List<LoopFault> Faults { get; } = [];

    private protected static TimeSpan Milliseconds(double count) => TimeSpan.FromMilliseconds(count);

    [SetUp]
    public void MakeDefaultLoop()
    {
        _faultsExpected = false;
        MakeLoop();
    }

    [TearDown]
    public void CloseEverything()
    {
        Loop.Dispose();
        _handles.ForEach(static handle => handle.Dispose());
        _handles.Clear();
        Assert.That(_faultsExpected ? [] : Faults, Is.Empty, "A callback threw.");
    }

    /// <summary>Replaces the loop, by one in virtual time unless the test says otherwise.</summary>
    private protected void MakeLoop(
        bool virtualTime = true,
        int maxTasksPerTurn = 1_024,
        TimeSpan busyPoll = default,
        TimeSpan slowTurn = default,
        Func<LoopFault, FaultAction>? policy = null)
    {
        Loop?.Dispose();
        Faults.Clear();
        Kernel = new HookKernel(virtualTime);
        Log = new LogRecorder();
        Loop = new EventLoop(new EventLoopOptions
        {
            Kernel = Kernel,
            Logger = Log,
            MaxTasksPerTurn = maxTasksPerTurn,
            BusyPoll = busyPoll,
            SlowTurnThreshold = slowTurn,
            FaultPolicy = fault =>
            {
                Faults.Add(fault);
                return policy?.Invoke(fault) ?? FaultAction.Contain;
            },
        });
    }

    private protected void ExpectFaults() => _faultsExpected = true;

    private protected T Owned<T>(T handle)
        where T : SafeHandle
    {
        _handles.Add(handle);
        return handle;
    }

    private protected (SafeHandle Read, SafeHandle Write) Pipe()
    {
        (SafeHandle read, SafeHandle write) = Descriptors.Pipe();
        return (Owned(read), Owned(write));
    }

    private protected (SafeHandle One, SafeHandle Other) SocketPair()
    {
        (SafeHandle one, SafeHandle other) = Descriptors.SocketPair();
        return (Owned(one), Owned(other));
    }

    /// <summary>An event counter that is readable.</summary>
    private protected SafeHandle ReadyEventFd() => Owned(Descriptors.EventFd(count: 1));

    /// <summary>A connection whose peer is only a descriptor.</summary>
    private protected SafeSocketHandle ConnectedSocket(out SafeHandle peer)
    {
        (SafeHandle one, peer) = SocketPair();
        SafeSocketHandle socket = new((nint)Descriptors.Duplicate(one), ownsHandle: true);
        one.Dispose();
        return socket;
    }

    private protected void Turn() => Loop.RunOnce(TimeSpan.Zero);

    /// <summary>Starts an asynchronous method on the loop, turns the loop until it has ended, and throws what it threw.</summary>
    private protected void Await(Func<Task> method)
    {
        Task? task = null;
        Loop.Defer(() => task = method());
        Loop.RunUntil(() => task is { IsCompleted: true });
        task!.GetAwaiter().GetResult();
    }
}
