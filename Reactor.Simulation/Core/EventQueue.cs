namespace Reactor.Simulation.Core;

/// <summary>The planned events, earliest first; in the order of planning where the times are equal.</summary>
/// <remarks>A binary heap in which every event knows its place, so it can be moved or taken out.</remarks>
internal sealed class EventQueue
{
    private Entry[] _entries = new Entry[64];
    private long _order;

    public int Count { get; private set; }

    /// <summary>When the earliest event happens; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextTime { get; private set; } = long.MaxValue;

    /// <summary>Plans an event, or plans it anew.</summary>
    public void Plan(WorldEvent planned, long time)
    {
        Entry entry = new(time, _order++, planned);
        if (planned.IsPlanned)
        {
            int place = planned.Place;
            Settle(place, entry);
        }
        else
        {
            if (Count == _entries.Length)
            {
                Array.Resize(ref _entries, Count * 2);
            }

            Rise(Count++, entry);
        }

        NextTime = _entries[0].Time;
    }

    public void Cancel(WorldEvent planned)
    {
        if (!planned.IsPlanned)
        {
            return;
        }

        int place = planned.Place;
        planned.Place = -1;
        Entry last = _entries[--Count];
        _entries[Count] = default;
        if (place < Count)
        {
            Settle(place, last);
        }

        NextTime = Count == 0 ? long.MaxValue : _entries[0].Time;
    }

    /// <summary>Takes out the earliest event. There must be one.</summary>
    public WorldEvent Take()
    {
        WorldEvent earliest = _entries[0].Event;
        Cancel(earliest);
        return earliest;
    }

    private void Settle(int place, Entry entry)
    {
        if (place > 0 && entry.IsBefore(_entries[(place - 1) / 2]))
        {
            Rise(place, entry);
        }
        else
        {
            Sink(place, entry);
        }
    }

    private void Rise(int place, Entry entry)
    {
        while (place > 0 && entry.IsBefore(_entries[(place - 1) / 2]))
        {
            Put(place, _entries[(place - 1) / 2]);
            place = (place - 1) / 2;
        }

        Put(place, entry);
    }

    private void Sink(int place, Entry entry)
    {
        for (int child = (2 * place) + 1; child < Count; child = (2 * place) + 1)
        {
            if (child + 1 < Count && _entries[child + 1].IsBefore(_entries[child]))
            {
                child++;
            }

            if (!_entries[child].IsBefore(entry))
            {
                break;
            }

            Put(place, _entries[child]);
            place = child;
        }

        Put(place, entry);
    }

    private void Put(int place, Entry entry)
    {
        _entries[place] = entry;
        entry.Event.Place = place;
    }

    private readonly record struct Entry(long Time, long Order, WorldEvent Event)
    {
        public bool IsBefore(in Entry other) => Time < other.Time || (Time == other.Time && Order < other.Order);
    }
}
