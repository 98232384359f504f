using Reactor.Simulation.Files;

namespace Reactor.Simulation.Core;

/// <summary>Remembers what epoll knew of descriptors that are closed, for events that come too late.</summary>
internal sealed class StaleEvents(DescriptorTable files)
{
    private const int Most = 16;
    private const int Tries = 4;

    private readonly List<(int Descriptor, ulong Data)> _closed = [];
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
            _closed.Add((descriptor, data));
        }
        else
        {
            _closed[_next++ % Most] = (descriptor, data);
        }
    }

    /// <summary>Picks one, by preference of a descriptor whose number somebody else has by now: it would be hit by a mistake.</summary>
    public bool TryPick(SeededRandom random, out ulong data)
    {
        data = 0;
        for (int tries = _closed.Count == 0 ? 0 : Tries; tries > 0; tries--)
        {
            (int descriptor, data) = _closed[random.Below(_closed.Count)];
            if (files[descriptor] is not null)
            {
                break;
            }
        }

        return _closed.Count > 0;
    }
}
