namespace Reactor.Tests.Wakeups;

/// <summary>What was handed over and what has run, and the promises about it. The first that is broken is kept, with the schedule.</summary>
internal sealed class Ledger(Interleaver steps, int producers)
{
    private readonly int[] _accepted = new int[producers];
    private readonly int[] _ran = new int[producers];
    private int _stops;
    private int _runs;
    private int _sleeps;
    private int _writes;
    private bool _sawPosts;

    public string? Violation { get; private set; }

    /// <summary>All that later checks depend on.</summary>
    public Balance State => new(Digits(_accepted), Digits(_ran), _stops - _runs, _writes - _sleeps, _sawPosts);

    public void Begin()
    {
        Array.Clear(_accepted);
        Array.Clear(_ran);
        _stops = _runs = _sleeps = _writes = 0;
        _sawPosts = false;
    }

    /// <summary>A call has returned, so all of its steps are taken.</summary>
    public void Accept(int producer) => _accepted[producer]++;

    public void Stopped() => _stops++;

    public void RunEnded() => _runs++;

    public void Slept() => _sleeps++;

    /// <summary>The word says that the loop sleeps, and now the loop looks at its queues for the second time.</summary>
    public void SecondLook(bool hasPosts) => _sawPosts = hasPosts;

    public void Awoke() => _sawPosts = false;

    public void Wrote()
    {
        if (++_writes > _sleeps)
        {
            Break($"{_writes} writes for {_sleeps} sleeps: a sleep needs one at most.");
        }
    }

    public void Ran(int producer, int number)
    {
        if (number != _ran[producer]++)
        {
            Break($"Post {number} of producer {producer + 1} ran when {_ran[producer] - 1} was next: each runs once, in its order.");
        }
    }

    /// <summary>
    /// A post that is in the queue when the word says that the loop sleeps does not depend on its producer any more, which may take its
    /// next step much later: the second look must see it.
    /// </summary>
    public void CheckBlock()
    {
        if (_sawPosts)
        {
            Break("The loop goes to sleep over a post that a second look would have seen.");
        }
    }

    /// <summary>
    /// The loop is about to wait. A mark in the word stands for work that the loop may not have seen. When the mark is taken away, the
    /// drain has to come after it; so at this moment whatever is complete has been seen, or its mark is still there.
    /// </summary>
    public void CheckWait(bool isWoken)
    {
        if (!isWoken && (_stops > _runs || IsAnythingLeft))
        {
            Break("The mark of a call that is complete was taken away, and no drain came after it.");
        }
    }

    /// <summary>The loop sleeps without end and nobody is left to wake it.</summary>
    public void CheckRest()
    {
        if (IsAnythingLeft)
        {
            Break("A post is left behind a sleeping loop.");
        }

        if (_stops > _runs)
        {
            Break("A stop is left behind a sleeping loop.");
        }
    }

    private bool IsAnythingLeft
    {
        get
        {
            for (int producer = 0; producer < _ran.Length; producer++)
            {
                if (_ran[producer] < _accepted[producer])
                {
                    return true;
                }
            }

            return false;
        }
    }

    private static long Digits(int[] counts)
    {
        long digits = 0;
        foreach (int count in counts)
        {
            digits = (digits * 10) + count;
        }

        return digits;
    }

    private void Break(string promise) => Violation ??= $"{promise}{Environment.NewLine}{steps.Schedule}";

    internal readonly record struct Balance(long Accepted, long Ran, int Stops, int Writes, bool SawPosts);
}
