namespace ChatServer;

/// <summary>The bans of a channel, or its exceptions.</summary>
internal sealed class MaskList
{
    public const int MaxCount = 100;

    private readonly List<Entry> _entries = [];

    public IReadOnlyList<Entry> Entries => _entries;

    public bool IsFull => _entries.Count >= MaxCount;

    public bool Add(Entry entry)
    {
        if (Contains(entry.Mask))
        {
            return false;
        }

        _entries.Add(entry);
        return true;
    }

    /// <summary>Takes a mask out.</summary>
    /// <returns>The mask as it was set, or null if there was none.</returns>
    public string? Remove(string mask)
    {
        int index = _entries.FindIndex(entry => Casemap.AreSame(entry.Mask, mask));
        if (index < 0)
        {
            return null;
        }

        string removed = _entries[index].Mask;
        _entries.RemoveAt(index);
        return removed;
    }

    public bool Contains(string mask) => _entries.Exists(entry => Casemap.AreSame(entry.Mask, mask));

    public bool Matches(string prefix)
    {
        foreach (Entry entry in _entries)
        {
            if (Mask.Matches(entry.Mask, prefix))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A mask, and who set it when.</summary>
    public readonly record struct Entry(string Mask, string By, DateTimeOffset At);
}
