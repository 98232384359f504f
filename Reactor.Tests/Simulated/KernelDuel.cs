using Reactor.SystemCalls;

namespace Reactor.Tests.Simulated;

/// <summary>Plays a script on Linux and on a simulated kernel at once, and compares them after every step.</summary>
/// <remarks>
/// Linux is given time until it says the same, up to a bound: under load its packets may take a while. What it says then is the truth.
/// </remarks>
internal sealed class KernelDuel : IDisposable
{
    private const int Patience = 1_000;
    private const int MostTries = 3;

    private readonly KernelPlayer _linux = new(KernelUnderTest.Make(KernelKind.Linux));
    private readonly KernelPlayer _simulated = new(KernelUnderTest.Make(KernelKind.Simulated));
    private readonly Readiness[] _expected = new Readiness[KernelStep.Slots];
    private readonly Readiness[] _actual = new Readiness[KernelStep.Slots];

    /// <summary>Plays a script; throws at the first difference.</summary>
    /// <remarks>
    /// Bytes that are late behind others change nothing that could be waited for, and a shutdown then finds them under way. That takes a
    /// busy machine and bad luck, so only what differs every time is a difference.
    /// </remarks>
    public static void Play(KernelStep[] script)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                PlayOnce(script);
                return;
            }
            catch (InvalidOperationException) when (tries < MostTries)
            {
                // Played anew, on fresh kernels.
            }
        }
    }

    public void Dispose()
    {
        _linux.Dispose();
        _simulated.Dispose();
    }

    private static void PlayOnce(KernelStep[] script)
    {
        using KernelDuel duel = new();
        for (int step = 0; step < script.Length; step++)
        {
            duel.Play(script, step);
        }
    }

    private void Play(KernelStep[] script, int step)
    {
        int expected = _linux.Do(script[step]);
        int actual = _simulated.Do(script[step]);
        if (expected != actual || !_linux.Received.AsSpan().SequenceEqual(_simulated.Received))
        {
            throw Difference(script, step, $"answered {Answer(actual)} instead of {Answer(expected)}");
        }

        _simulated.LetPass();
        _simulated.Observe(_actual);
        Compare(script, step, "is ready for", static (player, observed) => player.Observe(observed));
        Array.Clear(_expected);
        Array.Clear(_actual);
        _simulated.Collect(_actual);
        Compare(script, step, "reported", static (player, collected) => player.Collect(collected));
    }

    private void Compare(KernelStep[] script, int step, string what, Action<KernelPlayer, Readiness[]> look)
    {
        look(_linux, _expected);
        for (long end = Environment.TickCount64 + Patience; !Agree() && Environment.TickCount64 < end;)
        {
            _linux.LetPass();
            look(_linux, _expected);
        }

        if (!Agree())
        {
            int slot = Enumerable.Range(0, KernelStep.Slots).First(slot => _expected[slot] != _actual[slot]);
            throw Difference(script, step, $"slot {slot} {what} {_actual[slot]} instead of {_expected[slot]}");
        }

        bool Agree() => _expected.AsSpan().SequenceEqual(_actual);
    }

    private static string Answer(int result) => result < 0 ? Errno.Describe(-result) : $"{result}";

    // Not an assertion: those are noted by NUnit even where CsCheck catches them to shrink the script.
    private static InvalidOperationException Difference(KernelStep[] script, int step, string what) =>
        new($"{what} in the last step of: {string.Join(", ", script[..(step + 1)])}");
}
