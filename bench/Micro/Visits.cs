namespace Reactor.Micro;

/// <summary>Which of many timers is moved next: each in turn, or each once at random, then each once in another order, and so on.</summary>
internal sealed class Visits
{
    private readonly int _count;
    private readonly int[] _random;
    private int _next;
    private int _nextRandom;

    // In one random order alone a timer would stand at the head of its list each time, with the next one behind it: the list is in the
    // order of the pass before. That is round robin with scattered memory.
    public Visits(int count)
    {
        _count = count;
        _random = [.. Enumerable.Range(0, count), .. Enumerable.Range(0, count)];
        Random random = new(1);
        random.Shuffle(_random.AsSpan(0, count));
        random.Shuffle(_random.AsSpan(count));
    }

    public int Next()
    {
        int next = _next;
        _next = next + 1 == _count ? 0 : next + 1;
        return next;
    }

    public int NextRandom()
    {
        int next = _nextRandom;
        _nextRandom = next + 1 == _random.Length ? 0 : next + 1;
        return _random[next];
    }
}
