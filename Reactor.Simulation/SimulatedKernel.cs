using System.Runtime.InteropServices;
using Reactor.Simulation.Core;
using Reactor.Simulation.Files;
using Reactor.Simulation.Tracing;
using Reactor.SystemCalls;

namespace Reactor.Simulation;

/// <summary>A kernel that lives in memory: descriptors, epoll, pipes, event counters and sockets, after their manual pages.</summary>
/// <remarks>
/// It belongs to one <see cref="SimulatedHost"/> and to the thread of its <see cref="Simulation"/>. Every call, and every look at the
/// clock, takes a little virtual time. A wait that finds nothing returns at once; the simulation lets the time pass.
/// </remarks>
public sealed partial class SimulatedKernel : Kernel
{
    // How far a stall moves the clock in the middle of a turn.
    private const long LongestPause = 20_000_000;

    private readonly SimulatedHost _host;
    private readonly World _world;

    internal SimulatedKernel(SimulatedHost host, World world)
    {
        _host = host;
        _world = world;
        Stale = new StaleEvents(Files);
    }

    /// <inheritdoc/>
    public override long MonotonicNanoseconds
    {
        get
        {
            Begin();
            return _world.Now;
        }
    }

    /// <inheritdoc/>
    public override long RealtimeNanoseconds
    {
        get
        {
            Begin();
            return World.Epoch + _world.Now;
        }
    }

    internal DescriptorTable Files { get; } = new();

    internal StaleEvents Stale { get; }

    /// <summary>Counts the calls that changed something, to tell a loop that works from one that only turns.</summary>
    internal long Changes { get; private set; }

    /// <inheritdoc/>
    public override int EventFdCreate()
    {
        Begin();
        return Answer(Call.EventFdCreate, -1, Open(Call.EventFdCreate, new EventCounter()));
    }

    /// <inheritdoc/>
    public override int EventFdWrite(int descriptor)
    {
        Begin();
        int result = Find(descriptor, Call.EventFdWrite, out EventCounter? counter);
        return Answer(Call.EventFdWrite, descriptor, result < 0 ? result : counter!.Add());
    }

    /// <inheritdoc/>
    public override int EventFdRead(int descriptor, out ulong count)
    {
        Begin();
        count = 0;
        int result = Find(descriptor, Call.EventFdRead, out EventCounter? counter);
        return Answer(Call.EventFdRead, descriptor, result < 0 ? result : counter!.Take(out count));
    }

    /// <inheritdoc/>
    public override int Read(int descriptor, Span<byte> buffer)
    {
        Begin();
        int result = Find(descriptor, Call.Read, out OpenFile? file);
        return Answer(Call.Read, descriptor, result < 0 ? result : Moved(buffer, file!.Read(_world.Faults.Shorten(buffer, file))));
    }

    /// <inheritdoc/>
    public override int Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        Begin();
        int result = Find(descriptor, Call.Write, out OpenFile? file);
        return Answer(Call.Write, descriptor, result < 0 ? result : Moved(bytes, file!.Write(_world.Faults.Shorten(bytes, file))));
    }

    /// <inheritdoc/>
    public override int Close(int descriptor)
    {
        Begin();
        int result = Files.Close(descriptor);
        Stale.OnClosed(descriptor);
        return Answer(Call.Close, descriptor, result < 0 ? result : _world.Faults.Fail(Call.Close));
    }

    /// <inheritdoc/>
    public override int SetNonBlocking(int descriptor)
    {
        // Everything here is non-blocking from the start.
        Begin();
        return Answer(Call.SetNonBlocking, descriptor, Files[descriptor] is null ? -Errno.EBADF : 0);
    }

    /// <inheritdoc/>
    public override int Duplicate(int descriptor)
    {
        Begin();
        int result = Find(descriptor, Call.Duplicate, out OpenFile? file);
        return Answer(Call.Duplicate, descriptor, result < 0 ? result : Files.Open(file!));
    }

    internal override void VerifyHandle(SafeHandle handle)
    {
        if (handle is not KernelHandle)
        {
            throw new ArgumentException(
                $"The handle is a descriptor of the real kernel, which the simulated host '{_host.Name}' does not have. Use host.CreatePipe(), or a simulated connection.",
                nameof(handle));
        }

        base.VerifyHandle(handle);
    }

    internal (int Reader, int Writer) OpenPipe()
    {
        Begin();
        Pipe pipe = new();
        int reader = Answer(Call.Pipe, -1, Files.Open(pipe.Reader));
        int writer = reader < 0 ? reader : Answer(Call.Pipe, reader, Files.Open(pipe.Writer));
        Files.HandOut(reader);
        Files.HandOut(writer);
        if (writer < 0 && reader >= 0)
        {
            Files.Close(reader);
        }

        return (writer < 0 ? writer : reader, writer);
    }

    /// <summary>Every call begins with this: it takes time, and what is due by then happens.</summary>
    private void Begin()
    {
        _host.Thread.VerifyCall();
        _world.Caller = _host;
        _world.Spend();
        if (_world.Faults.Stall() is var stall and > 0)
        {
            // Inside of a turn nobody else can have one: what takes longer is left for after it, while the others go on.
            _world.AdvanceTo(_world.Now + Math.Min(stall, LongestPause));
            if (stall > LongestPause)
            {
                _host.StallFor(stall - LongestPause);
            }
        }
    }

    private int Answer(Call call, int descriptor, int result)
    {
        if (result >= 0)
        {
            Changes++;
        }

        _world.Trace.Answer(_host.Number, call, descriptor, result, _world.Now);
        return result;
    }

    /// <summary>Bytes that a call has moved belong to what happened.</summary>
    private int Moved(ReadOnlySpan<byte> bytes, int result)
    {
        if (result > 0)
        {
            _world.Trace.Add(bytes[..result]);
        }

        return result;
    }

    private int Open(Call call, OpenFile file) => _world.Faults.Fail(call) is var failure and < 0 ? failure : Files.Open(file);

    /// <summary>Finds what a descriptor stands for, or why this call on it fails.</summary>
    /// <returns>0 with the file, or <c>-errno</c>.</returns>
    private int Find<TFile>(int descriptor, Call call, out TFile? file)
        where TFile : OpenFile
    {
        OpenFile? open = Files[descriptor];
        file = open as TFile;
        if (file is null)
        {
            return open is null ? -Errno.EBADF : typeof(TFile) == typeof(Sockets.SocketFile) ? -Errno.ENOTSOCK : -Errno.EINVAL;
        }

        int failure = _world.Faults.Fail(call);
        if (failure == -Errno.EAGAIN)
        {
            file.RepeatEdges();
        }

        return failure;
    }
}
