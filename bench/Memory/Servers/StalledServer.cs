namespace Memory.Servers;

/// <summary>Fills the output of every connection until the kernel takes no more and 64 KiB wait.</summary>
internal sealed class StalledServer : LoopServer
{
    private readonly List<Stalled> _connections;

    /// <summary>Makes a server.</summary>
    /// <param name="most">How many connections there will be: the list of them, which is not theirs, has its size from the start.</param>
    public StalledServer(int most)
        : this(new List<Stalled>(most))
    {
    }

    private StalledServer(List<Stalled> connections)
        : base(() => Add(connections), echoes: false) => _connections = connections;

    protected override bool IsSettled(int connections, long bytes)
    {
        if (!base.IsSettled(connections, bytes))
        {
            return false;
        }

        if (connections == 0)
        {
            _connections.Clear();
        }

        return _connections.TrueForAll(static connection => connection.IsFull);
    }

    protected override void Run(TimeSpan most)
    {
        base.Run(most);
        _connections.ForEach(static connection => connection.Fill());
        base.Run(TimeSpan.Zero);
    }

    private static Stalled Add(List<Stalled> connections)
    {
        Stalled connection = new();
        connections.Add(connection);
        return connection;
    }
}
