using Reactor.SystemCalls;

namespace Reactor.Tests.Support;

/// <summary>
/// The real kernel under a clock that only moves when the test says so, or when the loop would sleep: a wait that finds nothing ready
/// is over at once, and the clock has moved on by its timeout. An hour of timers takes no time.
/// </summary>
/// <remarks>A wait without a timeout still waits for real, since nothing but an event could end it.</remarks>
internal class VirtualClockKernel : LimitedKernel
{
    // Not zero, and not a whole millisecond: the rounding of ticks shall have something to do.
    private long _now = 1_000_000_000_123_456;

    public override long MonotonicNanoseconds => Volatile.Read(ref _now);

    /// <summary>The clock, counted from where it started.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks((_now - 1_000_000_000_123_456) / TimeSpan.NanosecondsPerTick);

    /// <summary>What happens elsewhere while the loop sleeps the next time, done once and by another thread.</summary>
    public Action? DuringSleep { get; set; }

    public void Advance(TimeSpan time) => _now += time.Ticks * TimeSpan.NanosecondsPerTick;

    public override int EpollWait(int epoll, Span<ReadyEvent> ready, long timeoutNanoseconds)
    {
        if (timeoutNanoseconds <= 0)
        {
            return base.EpollWait(epoll, ready, timeoutNanoseconds);
        }

        if (DuringSleep is { } elsewhere)
        {
            DuringSleep = null;
            Elsewhere.Run(elsewhere);
        }

        int count = base.EpollWait(epoll, ready, 0);
        if (count == 0)
        {
            _now += timeoutNanoseconds;
        }

        return count;
    }
}
