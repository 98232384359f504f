using Reactor.Polling;

namespace Reactor.Sockets;

/// <summary>Knows which listeners wait for a descriptor to be free, and lets them try again when one is.</summary>
internal sealed class DescriptorPressure(ReleaseQueue releases)
{
    private readonly List<IWaitsForDescriptor> _waiting = [];
    private long _seen;

    /// <summary>Whether a descriptor was released that somebody waits for.</summary>
    public bool CanRelieve => _waiting.Count > 0 && releases.Released != _seen;

    public void Add(IWaitsForDescriptor waiter)
    {
        // Only what is released from now on counts: what was before did not help. But it may help one who waits already.
        if (_waiting.Count == 0)
        {
            _seen = releases.Released;
        }

        _waiting.Add(waiter);
    }

    public void Remove(IWaitsForDescriptor waiter) => _waiting.Remove(waiter);

    /// <summary>Lets everybody who waits try again. Who fails waits anew.</summary>
    public void Relieve()
    {
        if (!CanRelieve)
        {
            return;
        }

        IWaitsForDescriptor[] waiting = [.. _waiting];
        _waiting.Clear();
        foreach (IWaitsForDescriptor waiter in waiting)
        {
            waiter.OnDescriptorFree();
        }
    }
}
