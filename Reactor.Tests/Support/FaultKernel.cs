using System.Net;
using System.Net.Sockets;
using Reactor.SystemCalls;
using SocketAddress = Reactor.SystemCalls.SocketAddress;

namespace Reactor.Tests.Support;

/// <summary>
/// The real kernel, of which a test fails single calls. Its clock moves by hand if the test wants it to.
/// </summary>
/// <param name="virtualTime">
/// A wait that finds nothing is over at once, and the clock has moved on by its timeout. It looks for a real millisecond first, for
/// what the network still has under way.
/// </param>
internal sealed class FaultKernel(bool virtualTime = false) : LimitedKernel
{
    private const long Start = 1_000_000_000_123_456;
    private const long RealLook = 1_000_000;

    private readonly HashSet<int> _silent = [];
    private long _now = Start;

    /// <summary>Given a descriptor, answers the errno that a call fails with; 0 lets it through.</summary>
    public Func<int, int>? AcceptFault { get; set; }

    public Func<int, int>? EpollAddFault { get; set; }

    public Func<int, int>? EpollModifyFault { get; set; }

    public Func<int, int>? DuplicateFault { get; set; }

    public Func<int, int>? ReceiveFault { get; set; }

    public Func<int, int>? SendFault { get; set; }

    public Func<AddressFamily, int>? SocketFault { get; set; }

    public Func<int, int>? ListenFault { get; set; }

    /// <summary>
    /// Given the descriptor and the address. <see cref="Errno.EINPROGRESS"/> stands for an address that never answers; the descriptor
    /// then stays silent.
    /// </summary>
    public Func<int, EndPoint?, int>? ConnectFault { get; set; }

    /// <summary>How many event counters were asked for.</summary>
    public long EventFdCreates { get; private set; }

    /// <summary>How often accept was called, failed calls included.</summary>
    public long AcceptCalls { get; private set; }

    /// <summary>The backlog of the latest listener.</summary>
    public int Backlog { get; private set; }

    /// <summary>The virtual clock, counted from where it started.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks((_now - Start) / TimeSpan.NanosecondsPerTick);

    public override long MonotonicNanoseconds => virtualTime ? Volatile.Read(ref _now) : base.MonotonicNanoseconds;

    /// <summary>Moves the virtual clock.</summary>
    public void Advance(TimeSpan time) => _now += time.Ticks * TimeSpan.NanosecondsPerTick;

    public override int EventFdCreate()
    {
        EventFdCreates++;
        return base.EventFdCreate();
    }

    public override int Duplicate(int descriptor)
    {
        int fault = DuplicateFault?.Invoke(descriptor) ?? 0;
        return fault != 0 ? -fault : base.Duplicate(descriptor);
    }

    public override int Close(int descriptor)
    {
        _silent.Remove(descriptor);
        return base.Close(descriptor);
    }

    public override int EpollWait(int epoll, Span<ReadyEvent> ready, long timeoutNanoseconds)
    {
        if (!virtualTime || timeoutNanoseconds <= 0)
        {
            return base.EpollWait(epoll, ready, timeoutNanoseconds);
        }

        int count = base.EpollWait(epoll, ready, RealLook);
        if (count == 0)
        {
            _now += timeoutNanoseconds;
        }

        return count;
    }

    public override int EpollAdd(int epoll, int descriptor, Readiness interest, ulong data)
    {
        int fault = EpollAddFault?.Invoke(descriptor) ?? 0;
        return fault != 0 ? -fault : _silent.Contains(descriptor) ? 0 : base.EpollAdd(epoll, descriptor, interest, data);
    }

    public override int EpollModify(int epoll, int descriptor, Readiness interest, ulong data)
    {
        int fault = EpollModifyFault?.Invoke(descriptor) ?? 0;
        return fault != 0 ? -fault : base.EpollModify(epoll, descriptor, interest, data);
    }

    public override int Socket(AddressFamily family, SocketType type)
    {
        int fault = SocketFault?.Invoke(family) ?? 0;
        return fault != 0 ? -fault : base.Socket(family, type);
    }

    public override int Listen(int socket, int backlog)
    {
        Backlog = backlog;
        int fault = ListenFault?.Invoke(socket) ?? 0;
        return fault != 0 ? -fault : base.Listen(socket, backlog);
    }

    public override int Accept(int socket, Span<byte> address, out int addressLength)
    {
        AcceptCalls++;
        addressLength = 0;
        int fault = AcceptFault?.Invoke(socket) ?? 0;
        return fault != 0 ? -fault : base.Accept(socket, address, out addressLength);
    }

    public override int Connect(int socket, ReadOnlySpan<byte> address)
    {
        int fault = ConnectFault?.Invoke(socket, SocketAddress.Read(address)) ?? 0;
        if (fault == Errno.EINPROGRESS)
        {
            _silent.Add(socket);
        }

        return fault != 0 ? -fault : base.Connect(socket, address);
    }

    public override int Receive(int socket, Span<byte> buffer)
    {
        int fault = ReceiveFault?.Invoke(socket) ?? 0;
        return fault != 0 ? -fault : base.Receive(socket, buffer);
    }

    public override int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        int fault = SendFault?.Invoke(socket) ?? 0;
        return fault != 0 ? -fault : base.Send(socket, bytes);
    }

    public override int SendGathered(int socket, ReadOnlySpan<PinnedSegment> segments)
    {
        int fault = SendFault?.Invoke(socket) ?? 0;
        return fault != 0 ? -fault : base.SendGathered(socket, segments);
    }
}
