using System.Diagnostics;

namespace Reactor.Micro;

/// <summary>Runs what is to be measured until the compiler has given it its last form: the slices that are measured are over too soon for that.</summary>
internal static class Warmth
{
    // The compiler waits until nothing new has run for 100 ms, and instruments before it optimizes; each of that shows as an improvement.
    private static readonly TimeSpan s_enough = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(5);

    // Less than this is luck.
    private const double Improvement = 0.9;

    /// <summary>Runs it until it has become no faster for a while.</summary>
    public static void Give(Action once)
    {
        long begin = Stopwatch.GetTimestamp();
        long improved = begin;
        for (double best = double.MaxValue; Stopwatch.GetElapsedTime(improved) < s_enough && Stopwatch.GetElapsedTime(begin) < s_most;)
        {
            long start = Stopwatch.GetTimestamp();
            once();
            double time = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
            if (time < best * Improvement)
            {
                best = time;
                improved = Stopwatch.GetTimestamp();
            }

            Thread.Sleep(1);
        }
    }
}
