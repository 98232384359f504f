using Reactor.Simulation.Files;
using Reactor.Simulation.Tracing;
using Reactor.SystemCalls;

namespace Reactor.Simulation;

// epoll(7).
public sealed partial class SimulatedKernel
{
    /// <summary>Until when the last wait sleeps: 0 when it did not, <see cref="long.MaxValue"/> without end.</summary>
    internal long SleepsUntil { get; set; }

    /// <inheritdoc/>
    public override int EpollCreate()
    {
        Begin();
        return Answer(Call.EpollCreate, -1, Open(Call.EpollCreate, new EpollInstance(_host.MakeRunnable)));
    }

    /// <inheritdoc/>
    public override int EpollAdd(int epoll, int descriptor, Readiness interest, ulong data)
    {
        Begin();
        int result = FindBoth(epoll, descriptor, Call.EpollAdd, out EpollInstance? instance, out OpenFile? file);
        result = result < 0 ? result : instance!.Add(file!, descriptor, interest, data);
        if (result >= 0)
        {
            Stale.OnAdded(descriptor);
        }

        _world.Trace.Add(data ^ ((ulong)interest << 16));
        return Answer(Call.EpollAdd, descriptor, result);
    }

    /// <inheritdoc/>
    public override int EpollModify(int epoll, int descriptor, Readiness interest, ulong data)
    {
        Begin();
        int result = FindBoth(epoll, descriptor, Call.EpollModify, out EpollInstance? instance, out OpenFile? file);
        _world.Trace.Add(data ^ ((ulong)interest << 16));
        return Answer(Call.EpollModify, descriptor, result < 0 ? result : instance!.Modify(file!, descriptor, interest, data));
    }

    /// <inheritdoc/>
    public override int EpollDelete(int epoll, int descriptor)
    {
        Begin();
        int result = FindBoth(epoll, descriptor, Call.EpollDelete, out EpollInstance? instance, out OpenFile? file);
        if (result >= 0)
        {
            result = instance!.Delete(file!, descriptor, out ulong data);
            if (result >= 0)
            {
                Stale.OnDeleted(descriptor, data);
            }
        }

        return Answer(Call.EpollDelete, descriptor, result);
    }

    /// <summary>
    /// Waits for ready descriptors: <c>epoll_wait(2)</c>. Where it would sleep it returns 0 at once; the simulation turns the loop again when
    /// something is ready or the time is over.
    /// </summary>
    public override int EpollWait(int epoll, Span<ReadyEvent> ready, long timeoutNanoseconds)
    {
        Begin();
        SleepsUntil = 0;
        int result = Find(epoll, Call.EpollWait, out EpollInstance? instance);
        if (result < 0)
        {
            return Answer(Call.EpollWait, epoll, result);
        }

        if (ready.IsEmpty)
        {
            return Answer(Call.EpollWait, epoll, -Errno.EINVAL);
        }

        result = instance!.Collect(_world.Faults.Batch(ready));
        result = _world.Faults.Disturb(ready, result, Stale);
        if (result == 0 && timeoutNanoseconds != 0)
        {
            long now = _world.Now;
            long end = timeoutNanoseconds < 0 || timeoutNanoseconds > long.MaxValue - now ? long.MaxValue : now + timeoutNanoseconds;
            SleepsUntil = _world.Faults.WakeTime(now, end);
        }

        long changes = Changes;
        _world.Trace.Events(ready[..result]);
        Answer(Call.EpollWait, epoll, result);
        Changes = changes;
        return result;
    }

    private int FindBoth(int epoll, int descriptor, Call call, out EpollInstance? instance, out OpenFile? file)
    {
        // The order of do_epoll_ctl: both numbers first, then what they stand for.
        file = Files[descriptor];
        instance = null;
        if (file is null)
        {
            return -Errno.EBADF;
        }

        int result = Find(epoll, call, out instance);
        return result < 0 ? result : file == instance ? -Errno.EINVAL : 0;
    }
}
