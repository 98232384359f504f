using System.Diagnostics;

namespace Race.Machine;

/// <summary>
/// How long a cache line takes from one core to another. A virtual machine's cores may be moved apart for seconds at a time; then a line takes five
/// times as long, and every message costs a third more.
/// </summary>
internal sealed class CoreDistance(int one, int other)
{
    // Near cores differ by less from one look to the next, also from a lucky one; cores that are apart differ by more.
    private const double Tolerance = 2.5;
    private const int Batches = 20;
    private const int RoundTrips = 500;

    private static readonly TimeSpan s_most = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_findingTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly List<double> _seen = [];
    private volatile int _turn;
    private volatile bool _stop;

    /// <summary>Beyond this the cores count as apart.</summary>
    public double Limit => Near * Tolerance;

    /// <summary>
    /// What is usual while the cores are near, by all that was seen so far: the median of what is not far from the least. The least alone may be
    /// luck that does not return, and a median of everything would be of cores that are apart, where they mostly are.
    /// </summary>
    private double Near
    {
        get
        {
            double least = _seen.Min();
            return Median([.. _seen.Where(one => one <= least * Tolerance)]);
        }
    }

    /// <summary>Looks for a while how near the cores can be: the first look may find them apart.</summary>
    /// <returns>What is usual while they are near, in nanoseconds.</returns>
    public double FindBest()
    {
        for (long begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < s_findingTime;)
        {
            Measure();
            Thread.Sleep(s_pause);
        }

        return Near;
    }

    /// <summary>Measures, in nanoseconds one way. Two threads bounce a cache line; the median of some batches.</summary>
    public double Measure()
    {
        _turn = 0;
        _stop = false;
        List<double> batches = [];
        Thread echo = new(() => Echo(other)) { IsBackground = true };
        Thread measure = new(() => Bounce(batches)) { IsBackground = true };
        echo.Start();
        measure.Start();
        measure.Join();
        _stop = true;
        echo.Join();
        double median = Median(batches);
        _seen.Add(median);
        return median;
    }

    private static double Median(List<double> figures)
    {
        figures.Sort();
        return figures[figures.Count / 2];
    }

    private void Bounce(List<double> batches)
    {
        Cores.Pin(one);
        long begin = Stopwatch.GetTimestamp();
        int turn = 0;

        // The first batch waits for the other thread, and is not counted unless it is the only one.
        for (int batch = 0; batch <= Batches && (batch == 0 || Stopwatch.GetElapsedTime(begin) < s_most); batch++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int trip = 0; trip < RoundTrips; trip++)
            {
                _turn = ++turn;
                turn++;
                while (_turn != turn)
                {
                }
            }

            if (batch == 1)
            {
                batches.Clear();
            }

            batches.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / RoundTrips / 2);
        }
    }

    private void Echo(int core)
    {
        Cores.Pin(core);
        while (!_stop)
        {
            int turn = _turn;
            if ((turn & 1) == 1)
            {
                _turn = turn + 1;
            }
        }
    }
}
