namespace Reactor.Micro;

/// <summary>Rounds of a thousand, of a hundred thousand or of a million operations, of which a thousand are done at a time; each round is set up while the clock stands.</summary>
/// <remarks>
/// So each size is measured as it is: a thousand timers are in a cache after their set-up, a million fit into none. And a slice of work stays
/// short, however long a round is.
/// </remarks>
/// <param name="size">How many operations a round has.</param>
/// <param name="setUp">Makes ready for a round; not measured.</param>
/// <param name="measured">Does the operations from a number to before another.</param>
internal sealed class Rounds(int size, Action setUp, Action<int, int> measured)
{
    /// <summary>How many operations are done at a time. It divides all sizes.</summary>
    public const int Step = 1_000;

    private int _left;

    /// <summary>Rounds whose code has its last form.</summary>
    public static Rounds Warm(int size, Action setUp, Action<int, int> measured)
    {
        Rounds rounds = new(size, setUp, measured);
        Warmth.Give(rounds.Run);
        return rounds;
    }

    /// <summary>Does the next operations, in a new round if all of this one are done.</summary>
    public void Run()
    {
        if (_left == 0)
        {
            PausingClock.Stop();
            setUp();
            PausingClock.Continue();
            _left = size;
        }

        int first = size - _left;
        measured(first, first + Step);
        _left -= Step;
    }
}
