using BenchmarkDotNet.Reports;
using Perfolizer.Horology;

namespace Reactor.Micro;

/// <summary>What the clock has seen: where each slice of work that was measured begins and ends.</summary>
/// <remarks>
/// BenchmarkDotNet keeps how long a slice took, and nothing beside it. So the slices of a benchmark are found again by that: all of them, in their order.
/// </remarks>
internal static class Slices
{
    // Enough for everything, so that remembering allocates nothing while allocations are counted.
    private static readonly List<Reading> s_readings = new(1 << 18);

    /// <summary>The clock was read.</summary>
    public static void Read(Reading reading) => s_readings.Add(reading);

    /// <summary>What is known of slices that were measured one after the other.</summary>
    public static Slice[] Find(IReadOnlyList<Measurement> measured)
    {
        int first = Enumerable.Range(0, s_readings.Count - (2 * measured.Count) + 1).First(first => IsOf(measured, first));
        return [.. measured.Select((one, index) => Between(s_readings[first + (2 * index)], s_readings[first + (2 * index) + 1], one.Operations))];
    }

    private static bool IsOf(IReadOnlyList<Measurement> measured, int first)
    {
        for (int index = 0; index < measured.Count; index++)
        {
            Slice slice = Between(s_readings[first + (2 * index)], s_readings[first + (2 * index) + 1], operations: 1);
            if (Math.Abs(slice.Nanoseconds - measured[index].Nanoseconds) > 1)
                return false;
        }

        return true;
    }

    private static Slice Between(Reading begin, Reading end, long operations) => new(
        (end.Timestamp - begin.Timestamp) / Chronometer.Frequency.Hertz * TimeInterval.Second.Nanoseconds / operations,
        (double)(end.Allocated - begin.Allocated) / operations,
        begin.BeginsAlone && end.EndsAlone);

    internal readonly record struct Reading(long Timestamp, long Allocated, bool EndsAlone, bool BeginsAlone);

    /// <summary>What an operation took and allocated, and whether its slice was alone at both ends.</summary>
    internal readonly record struct Slice(double Nanoseconds, double Bytes, bool WasAlone);
}
