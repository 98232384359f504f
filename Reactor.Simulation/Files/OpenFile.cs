using Reactor.SystemCalls;

namespace Reactor.Simulation.Files;

/// <summary>What a descriptor stands for: the open file description of <c>open(2)</c>. Duplicated descriptors share one.</summary>
internal abstract class OpenFile
{
    private EpollItem? _watchers;

    /// <summary>How many descriptors stand for it.</summary>
    public int Descriptors { get; set; }

    /// <summary>What it is ready for at this moment, as <c>poll(2)</c> would say.</summary>
    public abstract Readiness Readiness { get; }

    /// <summary>Tells <see cref="Readiness"/> to an epoll instance, which will be notified of what it is not ready for.</summary>
    public virtual Readiness Poll() => Readiness;

    /// <summary>For messages: what kind of file this is, and what matters of its state.</summary>
    public abstract string Describe();

    /// <summary>How few bytes a read into so many may bring, while there are more.</summary>
    public virtual int ShortestRead(int length) => Math.Min(length, 1);

    /// <summary>How few of so many bytes a write may take, while there is room for more.</summary>
    public virtual int ShortestWrite(int length) => Math.Min(length, 1);

    public virtual int Read(Span<byte> buffer) => -Errno.EINVAL;

    public virtual int Write(ReadOnlySpan<byte> bytes) => -Errno.EINVAL;

    /// <summary>The last descriptor was closed.</summary>
    public abstract void Release();

    /// <summary>Tells every epoll instance that watches that something may have become ready.</summary>
    /// <param name="what">
    /// What has changed; nothing for everything. As in <c>ep_poll_callback</c>, who waits for something else is left alone: that matters to
    /// those who are edge-triggered.
    /// </param>
    public void Notify(Readiness what = Readiness.None)
    {
        for (EpollItem? item = _watchers; item is not null; item = item.NextOfFile)
        {
            if (what == Readiness.None || item.Wants(what))
            {
                item.Epoll.Enqueue(item);
            }
        }
    }

    /// <summary>Would-block was told that was not true: who is edge-triggered would never hear of it again.</summary>
    public void RepeatEdges()
    {
        for (EpollItem? item = _watchers; item is not null; item = item.NextOfFile)
        {
            if (item.IsEdgeTriggered)
            {
                item.Epoll.Enqueue(item);
            }
        }
    }

    public EpollItem? FindWatcher(EpollInstance epoll, int descriptor)
    {
        EpollItem? item = _watchers;
        while (item is not null && (item.Epoll != epoll || item.Descriptor != descriptor))
        {
            item = item.NextOfFile;
        }

        return item;
    }

    public void AddWatcher(EpollItem item)
    {
        item.NextOfFile = _watchers;
        _watchers = item;
    }

    public void RemoveWatcher(EpollItem item)
    {
        if (_watchers == item)
        {
            _watchers = item.NextOfFile;
            return;
        }

        EpollItem before = _watchers!;
        while (before.NextOfFile != item)
        {
            before = before.NextOfFile!;
        }

        before.NextOfFile = item.NextOfFile;
    }

    /// <summary>A file that is gone is in no epoll instance any more; see <c>epoll(7)</c>, question 6.</summary>
    public void LeaveEpoll()
    {
        while (_watchers is { } item)
        {
            item.Epoll.Remove(item);
        }
    }
}
