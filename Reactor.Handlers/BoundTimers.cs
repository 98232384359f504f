namespace Reactor.Handlers;

/// <summary>The timers of one connection.</summary>
internal sealed class BoundTimers
{
    private const int Few = 8;

    private readonly List<LoopTimer> _timers = [];
    private int _limit = Few;

    /// <summary>Adds a timer. Those that have fired or were cancelled are weeded out as the list grows, so it stays about as long as what is armed.</summary>
    public void Add(LoopTimer timer)
    {
        if (_timers.Count >= _limit)
        {
            _timers.RemoveAll(static old => !old.IsArmed);
            _limit = Math.Max(Few, _timers.Count * 2);
        }

        _timers.Add(timer);
    }

    public void DisposeAll()
    {
        foreach (LoopTimer timer in _timers)
        {
            timer.Dispose();
        }

        _timers.Clear();
    }
}
