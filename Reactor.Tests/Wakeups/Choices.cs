namespace Reactor.Tests.Wakeups;

/// <summary>
/// Every sequence of choices once, depth first: a run asks wherever it could go on in several ways, and the next run is told to take
/// the next way at the last place that has one left.
/// </summary>
internal sealed class Choices
{
    private readonly List<(int Taken, int Count)> _path = [];
    private int _depth;

    /// <summary>Whether the run goes where none has been; until then it repeats the one before.</summary>
    public bool IsNew => _depth == _path.Count;

    /// <summary>Which of so many ways to go on.</summary>
    public int Choose(int count)
    {
        if (IsNew)
        {
            _path.Add((0, count));
        }

        (int taken, int known) = _path[_depth++];
        return known == count ? taken : throw new InvalidOperationException($"A run that was repeated has {count} ways where it had {known}.");
    }

    /// <summary>Makes ready for the next run.</summary>
    /// <returns>False when there is no way left.</returns>
    public bool Next()
    {
        _depth = 0;
        for (; _path.Count > 0; _path.RemoveAt(_path.Count - 1))
        {
            (int taken, int count) = _path[^1];
            if (taken + 1 < count)
            {
                _path[^1] = (taken + 1, count);
                return true;
            }
        }

        return false;
    }
}
