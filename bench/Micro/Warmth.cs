using System.Diagnostics;

namespace Reactor.Micro;

/// <summary>Runs what is to be measured until the compiler has given it its last form, for benchmarks that are called too seldom for that.</summary>
internal static class Warmth
{
    // The compiler waits until nothing new has run for 100 ms, and instruments before it optimizes.
    private static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(600);

    public static void Give(Action once)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            once();
            Thread.Sleep(1);
        }
        while (Stopwatch.GetElapsedTime(start) < Enough);
    }
}
