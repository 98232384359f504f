using Reactor.SystemCalls;

namespace Reactor.Simulation.Files;

/// <summary>An epoll instance, after <c>epoll(7)</c>: level-triggered unless asked otherwise, errors and hang-ups never masked.</summary>
/// <remarks>
/// As in Linux there is one line of items that may be ready. A wait looks at each one anew, reports those that are, and puts the
/// level-triggered ones back at the end, so that a long line is worked through in turn.
/// </remarks>
/// <param name="readied">Called when the line may have got something to report.</param>
internal sealed class EpollInstance(Action readied) : OpenFile
{
    private readonly Queue<EpollItem> _line = new();

    // Only ever counted, searched and emptied: the order of a hash set must not matter.
    private readonly HashSet<EpollItem> _items = [];

    public override Readiness Readiness
    {
        get
        {
            foreach (EpollItem item in _line)
            {
                if (item.Ready != Readiness.None)
                {
                    return Readiness.In;
                }
            }

            return Readiness.None;
        }
    }

    public override Readiness Poll()
    {
        foreach (EpollItem item in _line)
        {
            if (item.Poll() != Readiness.None)
            {
                return Readiness.In;
            }
        }

        return Readiness.None;
    }

    /// <summary>Whether a wait might find something. It errs on one side only: what is ready is in the line.</summary>
    public bool MayBeReady => _line.Count > 0;

    public override string Describe() => $"an epoll instance with {_items.Count} descriptors";

    public int Add(OpenFile file, int descriptor, Readiness interest, ulong data)
    {
        if (file.FindWatcher(this, descriptor) is not null)
        {
            return -Errno.EEXIST;
        }

        if (file is EpollInstance inner && inner.Contains(this))
        {
            return -Errno.ELOOP;
        }

        EpollItem item = new(this, file, descriptor, interest, data);
        file.AddWatcher(item);
        _items.Add(item);
        EnqueueIfReady(item);
        return 0;
    }

    public int Modify(OpenFile file, int descriptor, Readiness interest, ulong data)
    {
        if (file.FindWatcher(this, descriptor) is not { } item)
        {
            return -Errno.ENOENT;
        }

        item.Modify(interest, data);
        EnqueueIfReady(item);
        return 0;
    }

    public int Delete(OpenFile file, int descriptor, out ulong data)
    {
        data = 0;
        if (file.FindWatcher(this, descriptor) is not { } item)
        {
            return -Errno.ENOENT;
        }

        data = item.Data;
        Remove(item);
        return 0;
    }

    public void Remove(EpollItem item)
    {
        // It may still stand in the line; there it is passed over.
        item.IsRemoved = true;
        item.File.RemoveWatcher(item);
        _items.Remove(item);
    }

    /// <summary>A file says that something may have become ready.</summary>
    public void Enqueue(EpollItem item)
    {
        if (item.IsQueued || item.IsSpent)
        {
            return;
        }

        item.IsQueued = true;
        _line.Enqueue(item);
        readied();
        Notify(Readiness.In);
    }

    /// <summary>Takes what is ready.</summary>
    public int Collect(Span<ReadyEvent> ready)
    {
        int count = 0;
        for (int left = _line.Count; left > 0 && count < ready.Length; left--)
        {
            EpollItem item = _line.Dequeue();
            item.IsQueued = false;
            Readiness readiness = item.Poll();
            if (readiness == Readiness.None)
            {
                continue;
            }

            ready[count++] = new ReadyEvent(readiness, item.Data);
            if (item.IsOneShot)
            {
                item.IsSpent = true;
            }
            else if (!item.IsEdgeTriggered)
            {
                item.IsQueued = true;
                _line.Enqueue(item);
            }
        }

        return count;
    }

    public override void Release()
    {
        foreach (EpollItem item in _items)
        {
            item.IsRemoved = true;
            item.File.RemoveWatcher(item);
        }

        _items.Clear();
        _line.Clear();
    }

    private bool Contains(EpollInstance instance)
    {
        foreach (EpollItem item in _items)
        {
            if (item.File == instance || (item.File is EpollInstance inner && inner.Contains(instance)))
            {
                return true;
            }
        }

        return false;
    }

    private void EnqueueIfReady(EpollItem item)
    {
        if (item.Poll() != Readiness.None)
        {
            Enqueue(item);
        }
    }
}
