using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Wakeups;

/// <summary>A kernel that has one event counter, one epoll instance that waits for it, and a clock; with a moment for others before its calls.</summary>
internal sealed class SteppedKernel(Interleaver steps, Ledger ledger, Swap swap) : ForwardingKernel
{
    private const int Epoll = 1_000;
    private const int Counter = 1_001;

    private ulong _token;
    private ulong _count;
    private long _turns;
    private long _now = 1_000_000_000;

    public SteppedWakeup Wakeup { get; set; } = null!;

    public LoopStatistics? Statistics { get; set; }

    public ulong Count => _count;

    /// <summary>The loop sleeps and nobody is left to wake it. It has to wake the loop.</summary>
    public Action AtRest { get; set; } = null!;

    /// <summary>The loop reads the clock after the wait and at the end of a turn, which is between the drain and the next look at the queues.</summary>
    public override long MonotonicNanoseconds
    {
        get
        {
            // The first reading after a turn is counted is the one at its end.
            if (Statistics is { } statistics && statistics.Turns != _turns)
            {
                _turns = statistics.Turns;
                steps.BeginTurn();
            }

            steps.Yield("reads the clock");
            return _now += 1_000;
        }
    }

    public override int EpollCreate() => Epoll;

    public override int EpollAdd(int epoll, int descriptor, Readiness interest, ulong data)
    {
        _token = data;
        return 0;
    }

    public override int EpollWait(int epoll, Span<ReadyEvent> ready, long timeoutNanoseconds)
    {
        Wakeup.CatchUp();
        bool blocks = timeoutNanoseconds != 0 || (swap.HasFlag(Swap.SleepWithoutSecondLook) && Wakeup.IsAsleep);
        steps.Yield(blocks ? "waits" : "looks at the counter without waiting");
        ledger.CheckWait(Wakeup.IsWoken);
        if (blocks)
        {
            ledger.CheckBlock();
        }

        while (blocks && _count == 0)
        {
            if (!steps.Block())
            {
                AtRest();
            }
        }

        if (_count == 0)
        {
            return 0;
        }

        ready[0] = new ReadyEvent(Readiness.In, _token);
        return 1;
    }

    public override int EventFdCreate() => Counter;

    public override int EventFdWrite(int descriptor)
    {
        ledger.Wrote();
        _count++;
        steps.Wake();
        return 0;
    }

    public override int EventFdRead(int descriptor, out ulong count)
    {
        count = _count;
        _count = 0;
        steps.Yield("goes on to the tasks");
        return count > 0 ? 0 : -Errno.EAGAIN;
    }

    public override int EpollDelete(int epoll, int descriptor) => 0;

    public override int Close(int descriptor) => 0;
}
