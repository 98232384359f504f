namespace Reactor.Tasks;

/// <summary>
/// Takes work from any thread without a lock: a stack that producers push on one at a time and the loop takes whole, then turns
/// around, so each producer's order is kept. Closing it is one exchange, so every push either was in time or is told that it was not.
/// </summary>
internal sealed class PostQueue
{
    private static readonly LoopWork s_closed = new ClosedMark();

    private LoopWork? _top;

    public bool IsEmpty => Volatile.Read(ref _top) is null;

    /// <summary>From any thread.</summary>
    /// <returns>False when the queue is closed.</returns>
    public bool TryPush(LoopWork work)
    {
        LoopWork? top = Volatile.Read(ref _top);
        while (true)
        {
            if (ReferenceEquals(top, s_closed))
            {
                return false;
            }

            work.Next = top;
            LoopWork? seen = Interlocked.CompareExchange(ref _top, work, top);
            if (ReferenceEquals(seen, top))
            {
                return true;
            }

            top = seen;
        }
    }

    /// <summary>On the loop's thread: takes everything, oldest first.</summary>
    public WorkChain TakeAll() =>
        ReferenceEquals(Volatile.Read(ref _top), s_closed) ? default : WorkChain.Reverse(Interlocked.Exchange(ref _top, null));

    /// <summary>On the loop's thread: closes the queue and takes what was in it, oldest first.</summary>
    public WorkChain Close()
    {
        LoopWork? rest = Interlocked.Exchange(ref _top, s_closed);
        return ReferenceEquals(rest, s_closed) ? default : WorkChain.Reverse(rest);
    }

    /// <summary>On the loop's thread, while nobody pushes: how much there is.</summary>
    public int Count()
    {
        int count = 0;
        for (LoopWork? work = Volatile.Read(ref _top); work is not null && !ReferenceEquals(work, s_closed); work = work.Next)
        {
            count++;
        }

        return count;
    }

    private sealed class ClosedMark : LoopWork
    {
        public override void Run()
        {
        }
    }
}
