using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Reactor.Micro;

/// <summary>Whether the core is this thread's alone.</summary>
/// <remarks>
/// What a virtual machine has as a core is often one of two threads of a real one. While somebody else's work keeps the other busy, this one has
/// half of what holds back stores until they are in the cache, and everything here takes up to twice as long; that changes by the millisecond.
/// Nothing tells but the pace itself, so some stores are timed. Of what was tried, additions and atomic exchanges tell it less surely.
/// </remarks>
internal static class CorePace
{
    // In the first-level cache, and not all of it: the benchmark's data is there too.
    private const int Bytes = 8 * 1024;
    private const int Line = 64;

    // About half a microsecond.
    private const int Passes = 12;

    // Alone or not is a factor of about two, and looks while alone differ by some per cent.
    private const double Tolerance = 1.3;

    // What others do mostly pauses sooner. If not, the slice is measured all the same, and told from the others.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);

    private static readonly byte[] s_lines = GC.AllocateArray<byte>(Bytes, pinned: true);
    private static long _best = long.MaxValue;

    // For all slices of all benchmarks together.
    private static TimeSpan _patience = TimeSpan.FromMinutes(10);

    /// <summary>Has a look.</summary>
    public static bool IsAlone()
    {
        Store(passes: 1);
        long start = Stopwatch.GetTimestamp();
        Store(Passes);
        long pace = Stopwatch.GetTimestamp() - start;
        _best = Math.Min(_best, pace);
        return pace <= _best * Tolerance;
    }

    /// <summary>Waits for a moment in which it is.</summary>
    /// <returns>False if none came.</returns>
    public static bool AwaitAlone()
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan waited = TimeSpan.Zero;
        bool isAlone = IsAlone();
        while (!isAlone && waited < s_patience && waited < _patience)
        {
            isAlone = IsAlone();
            waited = Stopwatch.GetElapsedTime(start);
        }

        _patience -= waited;
        return isAlone;
    }

    // Optimized from its first call, or the first looks would be of other code.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Store(int passes)
    {
        byte[] lines = s_lines;
        for (int pass = 0; pass < passes; pass++)
        {
            for (int index = 0; index < lines.Length; index += Line)
                lines[index] = 1;
        }
    }
}
