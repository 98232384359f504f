namespace Reactor.Simulation.Core;

/// <summary>Remembers what epoll knew of descriptors that are closed, for events that come too late.</summary>
internal sealed class StaleEvents
{
    private const int Most = 16;

    private readonly List<ulong> _closed = [];
    private readonly Dictionary<int, ulong> _deleted = [];
    private int _next;

    public void OnAdded(int descriptor) => _deleted.Remove(descriptor);

    public void OnDeleted(int descriptor, ulong data) => _deleted[descriptor] = data;

    /// <summary>What was taken out of epoll and then closed is gone; what was only taken out may come back with the same data.</summary>
    public void OnClosed(int descriptor)
    {
        if (!_deleted.Remove(descriptor, out ulong data))
        {
            return;
        }

        if (_closed.Count < Most)
        {
            _closed.Add(data);
        }
        else
        {
            _closed[_next++ % Most] = data;
        }
    }

    public bool TryPick(SeededRandom random, out ulong data)
    {
        data = _closed.Count == 0 ? 0 : _closed[random.Below(_closed.Count)];
        return _closed.Count > 0;
    }
}
