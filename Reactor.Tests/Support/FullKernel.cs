using Reactor.SystemCalls;

namespace Reactor.Tests.Support;

/// <summary>
/// The real kernel under a virtual clock, whose buffers are as full as a test wants: it takes sends in part or not at all, and then
/// reports no room for more.
/// </summary>
internal class FullKernel : VirtualClockKernel
{
    /// <summary>How many bytes one send takes at most.</summary>
    public int MostPerSend { get; set; } = int.MaxValue;

    /// <summary>How many bytes all sends together still take; then the kernel is full.</summary>
    public long Allowance { get; set; } = long.MaxValue;

    /// <summary>What the next sends answer with, as positive numbers of <see cref="Errno"/>.</summary>
    public Queue<int> SendErrors { get; } = new();

    /// <summary>What adding to epoll answers with from now on, as a positive number of <see cref="Errno"/>; 0 adds.</summary>
    public int EpollAddError { get; set; }

    /// <summary>Pretends to take everything, and sends nothing.</summary>
    public bool Swallows { get; set; }

    /// <summary>The lengths that were asked to be sent.</summary>
    public List<int> Asked { get; } = [];

    public override int EpollWait(int epoll, Span<ReadyEvent> ready, long timeoutNanoseconds)
    {
        int count = base.EpollWait(epoll, ready, timeoutNanoseconds);
        if (Allowance > 0 || count <= 0)
            return count;

        int left = 0;
        for (int index = 0; index < count; index++)
        {
            // An error wakes whoever waits for room; room alone there is none.
            ReadyEvent one = ready[index];
            bool broken = (one.Readiness & (Readiness.Error | Readiness.Hangup)) != 0;
            ReadyEvent seen = broken ? one : one with { Readiness = one.Readiness & ~Readiness.Out };
            if (seen.Readiness != Readiness.None)
                ready[left++] = seen;
        }

        if (left == 0 && timeoutNanoseconds > 0)
            Advance(TimeSpan.FromTicks((timeoutNanoseconds + 99) / 100));

        return left;
    }

    public override int EpollAdd(int epoll, int descriptor, Readiness interest, ulong data) =>
        EpollAddError > 0 ? -EpollAddError : base.EpollAdd(epoll, descriptor, interest, data);

    public override int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        int refused = Refuse(bytes.Length, out int most);
        return refused != 0 ? refused : Swallows ? bytes.Length : Spend(base.Send(socket, bytes[..most]));
    }

    public override int SendGathered(int socket, ReadOnlySpan<PinnedSegment> segments)
    {
        int length = 0;
        foreach (PinnedSegment segment in segments)
            length += (int)segment.Length;

        int refused = Refuse(length, out int most);
        return refused != 0 ? refused : Swallows ? length : Spend(base.SendGathered(socket, CutTo(segments, most)));
    }

    private static PinnedSegment[] CutTo(ReadOnlySpan<PinnedSegment> segments, int most)
    {
        List<PinnedSegment> cut = [];
        foreach (PinnedSegment segment in segments)
        {
            int length = Math.Min((int)segment.Length, most);
            if (length == 0)
                break;

            cut.Add(new PinnedSegment(segment.Address, length));
            most -= length;
        }

        return [.. cut];
    }

    private int Refuse(int length, out int most)
    {
        Asked.Add(length);
        most = (int)Math.Min(Math.Min(length, MostPerSend), Allowance);
        if (SendErrors.TryDequeue(out int error))
            return -error;

        return most == 0 ? -Errno.EAGAIN : 0;
    }

    private int Spend(int taken)
    {
        if (taken > 0 && Allowance != long.MaxValue)
            Allowance -= taken;

        return taken;
    }
}
