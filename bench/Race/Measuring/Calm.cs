using System.Diagnostics;
using Race.Machine;
using Race.Results;

namespace Race.Measuring;

/// <summary>Whether the machine is fit to be measured on: nobody else is at work, and the cores are near each other.</summary>
internal sealed class Calm(RaceOptions options, CancellationToken cancellation)
{
    /// <summary>In percent of the two cores. Beyond it a round is repeated.</summary>
    public const double MostForeignShare = 5;

    private const double EnoughIdle = 0.94;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(0.5);

    private readonly CoreIdle _idle = new(options.ServerCore, options.LoadCore);
    private readonly CoreDistance _distance = new(options.ServerCore, options.LoadCore);

    public double IdleSeconds() => _idle.Seconds();

    /// <summary>How near the cores can be, in nanoseconds.</summary>
    public double FindBest() => _distance.FindBest();

    public double CoreNanoseconds() => _distance.Measure();

    /// <summary>Judges a round, by how near the cores were seen so far; so again when all rounds are over.</summary>
    public RoundQuality Judge(double coreNanoseconds, double foreignShare) =>
        new(IsGood(coreNanoseconds) && foreignShare <= MostForeignShare, coreNanoseconds, foreignShare);

    /// <summary>Waits for calm, but not for ever: others may be at work on this machine.</summary>
    public void Wait(Action<string> tell)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalSeconds < options.Patience)
        {
            double before = IdleSeconds();
            Stopwatch look = Stopwatch.StartNew();
            if (cancellation.WaitHandle.WaitOne(s_look))
            {
                cancellation.ThrowIfCancellationRequested();
            }

            double idle = (IdleSeconds() - before) / (2 * look.Elapsed.TotalSeconds);
            double distance = CoreNanoseconds();
            if (idle >= EnoughIdle && IsGood(distance))
            {
                return;
            }

            tell(idle < EnoughIdle ? $"waiting: others take {100 * (1 - idle):F0} % of the cores" : $"waiting: the cores are {distance:F0} ns apart");
        }
    }

    private bool IsGood(double coreNanoseconds) => coreNanoseconds <= _distance.Limit;
}
