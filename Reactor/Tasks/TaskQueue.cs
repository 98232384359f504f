using Reactor.Polling;

namespace Reactor.Tasks;

/// <summary>The work that waits for the loop's thread: what the loop itself deferred and what other threads posted, in one order.</summary>
/// <remarks>
/// Only <see cref="Post(Delegate, object?)"/>, <see cref="Post(LoopWork)"/> and <see cref="HasPosts"/> are for any thread.
/// First in, first out for each producer; the loop's thread is one of them.
/// </remarks>
internal sealed class TaskQueue(LoopThread thread, Wakeup wakeup)
{
    // Enough for the nodes that one turn uses again and again, little enough to forget.
    private const int MostSpareNodes = 1_024;

    private readonly PostQueue _posts = new();
    private LoopWork? _head;
    private LoopWork? _tail;
    private ActionWork? _spare;
    private int _spareCount;
    private bool _closed;

    /// <summary>How much work is in the loop's own line, posts that are not taken in yet left aside.</summary>
    public int Count { get; private set; }

    /// <summary>How much work has come into the line so far: as much as has been run, was cancelled, or waits.</summary>
    public long Taken { get; private set; }

    /// <summary>How much of it has come by way of the producers' queue.</summary>
    public long Collected { get; private set; }

    public bool HasPosts => !_posts.IsEmpty;

    public bool HasWork => Count > 0 || HasPosts;

    /// <summary>From any thread.</summary>
    /// <returns>False when the loop is closed; then the work will not run.</returns>
    public bool Post(Delegate action, object? state)
    {
        if (thread.IsTurning)
        {
            return Defer(action, state);
        }

        ActionWork work = new();
        work.Set(action, state);
        return Push(work);
    }

    /// <summary>From any thread.</summary>
    /// <returns>False when the loop is closed; then the work will not run, and is not cancelled either.</returns>
    public bool Post(LoopWork work)
    {
        if (!thread.IsTurning)
        {
            return Push(work);
        }

        if (_closed)
        {
            return false;
        }

        Append(work, work, 1);
        return true;
    }

    /// <summary>On the loop's thread; allocates nothing in the steady state.</summary>
    public bool Defer(Delegate action, object? state)
    {
        if (_closed)
        {
            return false;
        }

        if (!thread.IsTurning)
        {
            // What the loop's thread has posted outside of a turn came the other way and was first.
            Collect();
        }

        ActionWork work = TakeSpare();
        work.Set(action, state);
        Append(work, work, 1);
        return true;
    }

    /// <summary>Takes in what was posted until now.</summary>
    /// <returns>How much work there is.</returns>
    public int Collect()
    {
        if (!_posts.IsEmpty)
        {
            AppendPosts(_posts.TakeAll());
        }

        return Count;
    }

    /// <summary>How much waits in the producers' queue. Only where nobody posts at the same time.</summary>
    public int CountPosts() => _posts.Count();

    public LoopWork Take()
    {
        LoopWork work = _head!;
        _head = work.Next;
        if (_head is null)
        {
            _tail = null;
        }

        work.Next = null;
        Count--;
        return work;
    }

    /// <summary>After a piece of work has run.</summary>
    public void Recycle(LoopWork work)
    {
        if (work is not ActionWork action)
        {
            return;
        }

        action.Clear();
        if (_spareCount < MostSpareNodes)
        {
            action.Next = _spare;
            _spare = action;
            _spareCount++;
        }
    }

    /// <summary>Closes the queue: later posts are refused, and what is in it is cancelled.</summary>
    /// <returns>How much was cancelled.</returns>
    public int Close()
    {
        _closed = true;
        AppendPosts(_posts.Close());
        int cancelled = Count;
        while (Count > 0)
        {
            Take().Cancel();
        }

        return cancelled;
    }

    private bool Push(LoopWork work)
    {
        thread.VerifyProducer();
        if (!_posts.TryPush(work))
        {
            return false;
        }

        wakeup.Signal();
        return true;
    }

    private void AppendPosts(WorkChain posts)
    {
        if (posts.First is { } first)
        {
            Append(first, posts.Last!, posts.Count);
            Collected += posts.Count;
        }
    }

    private void Append(LoopWork first, LoopWork last, int count)
    {
        if (_tail is null)
        {
            _head = first;
        }
        else
        {
            _tail.Next = first;
        }

        _tail = last;
        Count += count;
        Taken += count;
    }

    private ActionWork TakeSpare()
    {
        if (_spare is not { } work)
        {
            return new ActionWork();
        }

        _spare = (ActionWork?)work.Next;
        work.Next = null;
        _spareCount--;
        return work;
    }
}
