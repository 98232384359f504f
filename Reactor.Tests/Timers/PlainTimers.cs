namespace Reactor.Tests.Timers;

/// <summary>What the wheel has to equal: timers in a plain list, looked through from end to end.</summary>
internal sealed class PlainTimers(int count, long startTick)
{
    private readonly Entry[] _entries = [.. Enumerable.Range(0, count).Select(_ => new Entry())];
    private long _currentTick = startTick;
    private int _sequence;

    public int Count => _entries.Count(entry => entry.IsArmed);

    public bool HasDue => _entries.Any(entry => entry.IsDue);

    public long CurrentTick => _currentTick;

    /// <summary>The tick at which the next timer has to fire: now, if it is overdue.</summary>
    public long NextDueTick => _entries
        .Where(entry => entry.IsArmed)
        .Select(entry => Math.Max(entry.DueTick, _currentTick))
        .DefaultIfEmpty(long.MaxValue)
        .Min();

    public bool IsArmed(int timer) => _entries[timer].IsArmed;

    public void Arm(int timer, long dueTick) =>
        _entries[timer] = new Entry { IsArmed = true, DueTick = dueTick, Sequence = _sequence++ };

    public void Cancel(int timer) => _entries[timer] = new Entry();

    public void Collect(long nowTick)
    {
        _currentTick = Math.Max(_currentTick, nowTick);
        foreach (Entry entry in _entries)
        {
            entry.IsDue = entry.IsArmed && entry.DueTick <= _currentTick;
        }
    }

    /// <summary>Takes the next timer of the batch; -1 when it is over.</summary>
    public int TakeDue()
    {
        int next = -1;
        for (int timer = 0; timer < _entries.Length; timer++)
        {
            if (_entries[timer].IsDue && (next < 0 || _entries[timer].IsBefore(_entries[next])))
            {
                next = timer;
            }
        }

        if (next >= 0)
        {
            Cancel(next);
        }

        return next;
    }

    private sealed class Entry
    {
        public bool IsArmed { get; init; }

        public bool IsDue { get; set; }

        public long DueTick { get; init; }

        public int Sequence { get; init; }

        public bool IsBefore(Entry other) => (DueTick, Sequence).CompareTo((other.DueTick, other.Sequence)) < 0;
    }
}
