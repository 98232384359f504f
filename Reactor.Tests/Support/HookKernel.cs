using Reactor.SystemCalls;

namespace Reactor.Tests.Support;

/// <summary>The real kernel with a hook ahead of the calls that the loop itself makes: to look, to interfere, or to answer instead.</summary>
/// <param name="virtualTime">
/// The clock moves by hand, and by the timeout of a wait that finds nothing ready. Then a wait without end is a mistake and throws,
/// so a loop that sleeps over its work fails at once instead of hanging.
/// </param>
internal sealed class HookKernel(bool virtualTime = true) : CountingKernel
{
    // Not zero, and not a whole millisecond: the rounding of ticks shall have something to do.
    private const long Start = 1_000_000_000_123_456;

    private readonly List<long> _timeouts = [];
    private long _now = Start;

    /// <summary>Given a timeout in nanoseconds, may answer for the kernel.</summary>
    public Func<long, int?>? Wait { get; set; }

    /// <summary>Given the descriptor, may answer for the kernel. On whichever thread writes.</summary>
    public Func<int, int?>? WriteEventFd { get; set; }

    /// <summary>Called before a read of the event counter.</summary>
    public Action? ReadingEventFd { get; set; }

    public Func<int?>? CreateEventFd { get; set; }

    public Func<int, int?>? Add { get; set; }

    public Func<int, int?>? Modify { get; set; }

    public Action<int>? Closing { get; set; }

    public Action<int>? Deleting { get; set; }

    public Action<int>? Sending { get; set; }

    /// <summary>The timeouts of all waits so far, those that a hook answered included.</summary>
    public IReadOnlyList<long> Timeouts => _timeouts;

    /// <summary>The virtual clock, counted from where it started.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks((_now - Start) / TimeSpan.NanosecondsPerTick);

    public override long MonotonicNanoseconds => virtualTime ? Volatile.Read(ref _now) : base.MonotonicNanoseconds;

    public void Advance(TimeSpan time) => AdvanceNanoseconds(time.Ticks * TimeSpan.NanosecondsPerTick);

    public void AdvanceNanoseconds(long time) => _now += time;

    public void ForgetTimeouts() => _timeouts.Clear();

    public override int EpollWait(int epoll, Span<ReadyEvent> ready, long timeoutNanoseconds)
    {
        _timeouts.Add(timeoutNanoseconds);
        if (Wait?.Invoke(timeoutNanoseconds) is { } answer)
        {
            return answer;
        }

        if (!virtualTime || timeoutNanoseconds == 0)
        {
            return base.EpollWait(epoll, ready, timeoutNanoseconds);
        }

        int count = base.EpollWait(epoll, ready, 0);
        if (count == 0)
        {
            _now += timeoutNanoseconds > 0 ? timeoutNanoseconds : throw new InvalidOperationException("The loop would sleep for ever.");
        }

        return count;
    }

    public override int EventFdCreate() => CreateEventFd?.Invoke() ?? base.EventFdCreate();

    public override int EventFdWrite(int descriptor) => WriteEventFd?.Invoke(descriptor) ?? base.EventFdWrite(descriptor);

    public override int EventFdRead(int descriptor, out ulong count)
    {
        ReadingEventFd?.Invoke();
        return base.EventFdRead(descriptor, out count);
    }

    public override int EpollAdd(int epoll, int descriptor, Readiness interest, ulong data) =>
        Add?.Invoke(descriptor) ?? base.EpollAdd(epoll, descriptor, interest, data);

    public override int EpollModify(int epoll, int descriptor, Readiness interest, ulong data) =>
        Modify?.Invoke(descriptor) ?? base.EpollModify(epoll, descriptor, interest, data);

    public override int EpollDelete(int epoll, int descriptor)
    {
        Deleting?.Invoke(descriptor);
        return base.EpollDelete(epoll, descriptor);
    }

    public override int Close(int descriptor)
    {
        Closing?.Invoke(descriptor);
        return base.Close(descriptor);
    }

    public override int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        Sending?.Invoke(socket);
        return base.Send(socket, bytes);
    }
}
