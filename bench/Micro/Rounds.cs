namespace Reactor.Micro;

/// <summary>A million operations in rounds of a thousand, of a hundred thousand or of all, each of them set up while the clock stands.</summary>
/// <remarks>
/// So each size is measured as it is: a thousand timers are in a cache after their set-up, a million fit into none. A single round of a thousand
/// would be over too soon to be measured, and with a thousand sets of timers a thousand would cost what a million do.
/// </remarks>
internal static class Rounds
{
    public const int Operations = 1_000_000;

    // Small, so that they are called often enough for the compiler.
    private const int WarmUpSize = 1_000;

    /// <summary>Does the rounds.</summary>
    /// <param name="size">How many operations a round has.</param>
    /// <param name="setUp">Makes ready for so many; not measured.</param>
    /// <param name="measured">Does so many.</param>
    public static void Run(int size, Action<int> setUp, Action<int> measured)
    {
        for (int done = 0; done < Operations; done += size)
        {
            PausingClock.Stop();
            setUp(size);
            PausingClock.Continue();
            measured(size);
        }
    }

    /// <summary>Does small rounds until their code has its last form.</summary>
    public static void WarmUp(Action<int> setUp, Action<int> measured, int size = WarmUpSize) => Warmth.Give(() =>
    {
        setUp(size);
        measured(size);
    });
}
