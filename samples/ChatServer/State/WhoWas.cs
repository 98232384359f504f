namespace ChatServer;

/// <summary>Who had which nick, for the last thousand that were given up.</summary>
internal sealed class WhoWas
{
    private const int MaxEntries = 1000;

    private readonly LinkedList<Entry> _entries = [];

    public void Add(User user, DateTimeOffset until)
    {
        _entries.AddFirst(new Entry(user.Nick, user.UserName, user.Host, user.RealName, until));
        if (_entries.Count > MaxEntries)
        {
            _entries.RemoveLast();
        }
    }

    /// <summary>The latest first.</summary>
    public IEnumerable<Entry> Find(string nick) => _entries.Where(entry => Casemap.AreSame(entry.Nick, nick));

    /// <summary>Somebody who is called differently now, or gone.</summary>
    public readonly record struct Entry(string Nick, string UserName, string Host, string RealName, DateTimeOffset Until);
}
