using System.Runtime.CompilerServices;
using Reactor.Simulation.Files;
using Reactor.Simulation.Tracing;
using Reactor.SystemCalls;

namespace Reactor.Simulation.Core;

/// <summary>Decides, call by call, what goes wrong, after the plan in force.</summary>
internal sealed class FaultSource(SeededRandom random, World world)
{
    // How many calls of one host a signal interrupts in a row.
    private const int MostInterruptions = 16;

    private FaultPlan _plan = FaultPlan.None;
    private bool _isActive;

    public FaultPlan Plan
    {
        get => _plan;
        set
        {
            _plan = value;
            IsSuspended = false;
        }
    }

    /// <summary>Keeps everything in order for a while: a host is being made.</summary>
    public bool IsSuspended
    {
        get => !_isActive;
        set => _isActive = !value && _plan != FaultPlan.None;
    }

    /// <summary>Whether a call fails without doing anything.</summary>
    /// <returns>0, or <c>-errno</c>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Fail(Call call) => _isActive ? Draw(call) : 0;

    /// <summary>How long the process stands still at this moment, in nanoseconds; 0 as a rule.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Stall() => _isActive && Happens(_plan.Stall, "stall") ? 1 + random.Below(Time.ToNanoseconds(_plan.LongestStall)) : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Shorten(Span<byte> buffer, OpenFile file) =>
        _isActive ? buffer[..Math.Max(Shorter(buffer.Length), file.ShortestRead(buffer.Length))] : buffer;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Shorten(ReadOnlySpan<byte> bytes, OpenFile file) =>
        _isActive ? bytes[..Math.Max(Shorter(bytes.Length), file.ShortestWrite(bytes.Length))] : bytes;

    /// <summary>Whether a connection breaks at this moment.</summary>
    public bool BreaksConnection() => _isActive && Happens(_plan.ConnectionReset, "connection reset");

    /// <summary>Whether the client of the first waiting connection has given up.</summary>
    public bool AbortsAccept() => _isActive && Happens(_plan.AcceptAborted, "accept aborted");

    /// <summary>Whether a signal interrupts a call that has begun and goes on.</summary>
    public bool Interrupts() => _isActive && Happens(_plan.Interrupted, "interrupted");

    /// <summary>How much room a wait has for events.</summary>
    public Span<ReadyEvent> Batch(Span<ReadyEvent> ready) =>
        _isActive && random.Chance(_plan.SmallBatch) ? ready[..(1 + random.Below(Math.Min(ready.Length, 4)))] : ready;

    /// <summary>Changes what a wait reports: another order, a hang-up without the rest, an event for somebody who is gone.</summary>
    /// <returns>How many events there are.</returns>
    public int Disturb(Span<ReadyEvent> ready, int count, StaleEvents stale)
    {
        if (!_isActive || count == 0)
        {
            return count;
        }

        for (int index = 0; index < count; index++)
        {
            // Only where a reset has left nothing to be read; otherwise bytes would be lost that a real kernel keeps.
            if ((ready[index].Readiness & Readiness.Error) != 0 && random.Chance(_plan.HangupOnly))
            {
                ready[index] = ready[index] with { Readiness = ready[index].Readiness & (Readiness.Error | Readiness.Hangup) };
                Tell("hang-up only");
            }
        }

        if (count < ready.Length && random.Chance(_plan.StaleEvent) && stale.TryPick(random, out ulong data))
        {
            ready[count++] = new ReadyEvent(random.Chance(0.5) ? Readiness.In | Readiness.Out : Readiness.Out | Readiness.Error | Readiness.Hangup, data);
            Tell("stale event");
        }

        if (random.Chance(_plan.ShuffledBatch))
        {
            for (int left = count; left > 1; left--)
            {
                int other = random.Below(left);
                (ready[left - 1], ready[other]) = (ready[other], ready[left - 1]);
            }
        }

        return count;
    }

    /// <summary>When a wait ends that should end at a time.</summary>
    public long WakeTime(long now, long end)
    {
        if (!_isActive || end == long.MaxValue)
        {
            return end;
        }

        if (Happens(_plan.EarlyWakeUp, "early wake-up"))
        {
            return now + 1 + random.Below(Math.Max(1, end - now));
        }

        return Happens(_plan.LateWakeUp, "late wake-up") ? Time.Add(end, random.Below(50_000_000L)) : end;
    }

    private int Draw(Call call)
    {
        switch (call)
        {
            case Call.EpollWait or Call.EventFdWrite or Call.Close:
                return Interrupt();
            case Call.Read or Call.EventFdRead:
                return InterruptOrBlock();
            case Call.Receive:
                int failure = InterruptOrBlock();
                return failure < 0 ? failure : Draw(_plan.OutOfMemory, Errno.ENOMEM);
            case Call.Send or Call.SendGathered or Call.Write:
                failure = InterruptOrBlock();
                return failure < 0 ? failure : Draw(_plan.OutOfBuffers, Errno.ENOBUFS, _plan.OutOfMemory, Errno.ENOMEM);
            case Call.Accept:
                failure = InterruptOrBlock();
                return failure < 0 ? failure : DrawDescriptor();
            case Call.Socket or Call.Duplicate or Call.EventFdCreate:
                return DrawDescriptor();
            case Call.EpollAdd:
                return Draw(_plan.OutOfMemory, Errno.ENOMEM);
            default:
                return 0;
        }
    }

    private int DrawDescriptor()
    {
        int failure = Draw(_plan.DescriptorsExhausted / 2, Errno.EMFILE, _plan.DescriptorsExhausted / 2, Errno.ENFILE);
        return failure < 0 ? failure : Draw(_plan.OutOfBuffers, Errno.ENOBUFS, _plan.OutOfMemory, Errno.ENOMEM);
    }

    private int Draw(double probability, int errno, double otherProbability, int otherErrno) =>
        Draw(probability, errno) is var failure and < 0 ? failure : Draw(otherProbability, otherErrno);

    private int Draw(double probability, int errno) => Happens(probability, Errno.NameOf(errno)) ? -errno : 0;

    private int InterruptOrBlock() => Interrupt() is var failure and < 0 ? failure : Draw(_plan.SpuriousWouldBlock, Errno.EAGAIN);

    /// <summary>A signal, but not for ever: callers begin an interrupted call anew until it is not, and so a busy process has its way in the end.</summary>
    private int Interrupt()
    {
        SimulatedHost caller = world.Caller!;
        int failure = caller.Interruptions < MostInterruptions ? Draw(_plan.Interrupted, Errno.EINTR) : 0;
        caller.Interruptions = failure < 0 ? caller.Interruptions + 1 : 0;
        return failure;
    }

    private bool Happens(double probability, string what)
    {
        if (!random.Chance(probability))
        {
            return false;
        }

        Tell(what);
        return true;
    }

    private int Shorter(int length) =>
        length > 1 && random.Chance(_plan.ShortTransfer) ? (random.Chance(0.3) ? 1 : 1 + random.Below(length)) : length;

    private void Tell(string what)
    {
        world.Trace.Fault(world.Caller, what, world.Now);
        world.Recorder.Fault(world.Caller, what);
    }
}
