namespace Reactor.Tests.Wakeups;

/// <summary>One thread of those that take turns: it runs when it is given the baton, and waits for it otherwise.</summary>
/// <remarks>Everything but the baton is touched by whoever has it, so it needs no lock.</remarks>
internal sealed class Actor(string name)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private bool _hasBaton;

    public string Name => name;

    /// <summary>What it will do next.</summary>
    public string Next { get; set; } = "";

    /// <summary>How many steps it has taken in this run.</summary>
    public int Steps { get; set; }

    public bool HasBegun => Steps > 0;

    public bool HasFinished { get; set; }

    /// <summary>Whether it sleeps in the kernel, where no baton reaches it.</summary>
    public bool IsBlocked { get; set; }

    public void Reset(string first)
    {
        Next = first;
        Steps = 0;
        HasFinished = IsBlocked = false;
    }

    public void GiveBaton()
    {
        lock (_gate)
        {
            _hasBaton = true;
            Monitor.Pulse(_gate);
        }
    }

    public void AwaitBaton()
    {
        // No spin ahead of it: on a busy machine that takes the core from the very thread that is waited for.
        lock (_gate)
        {
            while (!_hasBaton)
            {
                if (!Monitor.Wait(_gate, s_patience))
                {
                    throw new TimeoutException($"Nobody gives the baton to {name}.");
                }
            }

            _hasBaton = false;
        }
    }
}
