using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Reports;

namespace Reactor.Micro;

/// <summary>
/// What a benchmark took, in nanoseconds for an operation: of the slices that had their core alone, if there are enough of them, or else of all.
/// And what an operation allocated on all threads, in bytes: the median of all slices.
/// </summary>
internal sealed record Finding(double Median, double Min, double Max, long Allocated, int Slices, int Alone)
{
    // A dry run has fewer.
    private const int FewestSlices = 3;
    private const int FewestAlone = 5;

    /// <returns>Null if it was not measured often enough.</returns>
    public static Finding? From(BenchmarkReport report)
    {
        Measurement[] measured = Measured(report, IterationMode.Workload);
        if (measured.Length < FewestSlices)
            return null;

        Slices.Slice[] slices = Micro.Slices.Find(measured);
        int alone = slices.Count(slice => slice.WasAlone);
        double calling = MedianOf(Measured(report, IterationMode.Overhead).Select(one => one.Nanoseconds / one.Operations));
        double[] times = [.. slices.Where(slice => slice.WasAlone || alone < FewestAlone).Select(slice => Math.Max(0, slice.Nanoseconds - calling)).Order()];
        return new Finding(MedianOf(times), times[0], times[^1], (long)Math.Round(MedianOf(slices.Select(slice => slice.Bytes))), slices.Length, alone);
    }

    private static Measurement[] Measured(BenchmarkReport report, IterationMode mode) =>
        [.. report.AllMeasurements.Where(one => one.Is(mode, IterationStage.Actual))];

    private static double MedianOf(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return ordered.Length == 0 ? 0 : ordered[ordered.Length / 2];
    }
}
