namespace Reactor.Tests.Wakeups;

/// <summary>The states in which runs have been, so that what follows from each is tried once and not again for every way that leads there.</summary>
/// <remarks>
/// A state is what lies in memory, where each producer is, and all that the loop has met since its turn began: what it did, and
/// what lay in memory each time. The loop cannot know more than that, so two runs in the same state have the same future. It does not
/// matter what the turn keeps in its variables, or at which of its steps it looks at what.
/// </remarks>
internal sealed class Landmarks(Actor loop, Actor[] producers)
{
    private readonly Dictionary<(int Before, string Step, LoopMemory.Content Memory), int> _pasts = [];
    private readonly Dictionary<(int Others, int Steps, string Next, bool HasFinished), int> _crowds = [];
    private readonly HashSet<(int Past, string Next, bool IsBlocked, int Crowd, LoopMemory.Content Memory)> _states = [];
    private int _past;

    public int Count => _states.Count;

    /// <summary>A turn hands nothing on to the next one but what lies in memory.</summary>
    public void BeginTurn() => _past = 0;

    /// <summary>The loop takes a step now. What the test keeps account of it does not see.</summary>
    public void LoopStep(LoopMemory.Content memory) => _past = NumberOf(_pasts, (_past, loop.Next, memory with { Ledger = default }));

    /// <returns>False when a run has been here.</returns>
    public bool Add(LoopMemory.Content memory)
    {
        int crowd = 0;
        foreach (Actor producer in producers)
        {
            crowd = NumberOf(_crowds, (crowd, producer.Steps, producer.Next, producer.HasFinished));
        }

        return _states.Add((_past, loop.Next, loop.IsBlocked, crowd, memory));
    }

    private static int NumberOf<T>(Dictionary<T, int> numbers, T key)
        where T : notnull
    {
        if (!numbers.TryGetValue(key, out int number))
        {
            number = numbers.Count + 1;
            numbers.Add(key, number);
        }

        return number;
    }
}
