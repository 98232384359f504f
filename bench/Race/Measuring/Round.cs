using System.Diagnostics;
using Race.Processes;
using Race.Results;

namespace Race.Measuring;

/// <summary>One round: all contenders, with all their connections, taking turns in short slices, so that each sees the same machine.</summary>
internal sealed class Round(Field field, Scenario scenario, RaceOptions options, Calm calm)
{
    private const double LeastSettlingSeconds = 0.1;

    private readonly Dictionary<string, List<Slice>> _slices = [];

    public RoundQuality Quality { get; private set; } = new(false, 0, 0);

    /// <summary>Runs the round.</summary>
    /// <param name="first">The number of its first turn, in which all settle: it decides on the order.</param>
    /// <param name="progress">Is told how many turns are over, and of how many.</param>
    public void Run(int first, Action<int, int> progress)
    {
        double slice = Math.Min(options.Slice ?? scenario.Slice, options.Seconds);
        int turns = (int)Math.Round(options.Seconds / slice);
        double distance = calm.CoreNanoseconds();
        field.ForEach(contender => contender.Load.Work(Math.Max(LeastSettlingSeconds, slice), settle: true), first);

        Stopwatch watch = Stopwatch.StartNew();
        double idle = calm.IdleSeconds();
        double own = OwnCpuSeconds();
        Dictionary<Contender, double> used = field.Contenders.ToDictionary(contender => contender, contender => contender.CpuSeconds);
        for (int turn = 0; turn < turns; turn++)
        {
            progress(turn, turns);
            field.ForEach(Measure, first + 1 + turn);
        }

        double elapsed = watch.Elapsed.TotalSeconds;
        idle = calm.IdleSeconds() - idle;

        // All that they used, not what they used in their slices: who works on when its turn is over is not foreign.
        double ours = OwnCpuSeconds() - own + field.Contenders.Sum(contender => contender.CpuSeconds - used[contender]);
        double foreign = Math.Max(0, 100 * ((2 * elapsed) - idle - ours) / (2 * elapsed));
        distance = Math.Max(distance, calm.CoreNanoseconds());
        Quality = calm.Judge(distance, foreign);

        void Measure(Contender contender)
        {
            Slice measured = contender.Load.Work(slice);
            if (!_slices.TryGetValue(contender.Peer.Name, out List<Slice>? slices))
            {
                _slices.Add(contender.Peer.Name, slices = []);
            }

            slices.Add(measured);
        }
    }

    /// <summary>What each contender did that is still in the race.</summary>
    public Dictionary<string, RoundFigures> Figures()
    {
        Dictionary<string, RoundFigures> figures = field.Contenders.ToDictionary(contender => contender.Peer.Name, contender => Sum(_slices[contender.Peer.Name]));
        RoundFigures[] baselines = [.. figures.Values];
        foreach ((string name, RoundFigures baseline) in figures.Where(pair => scenario.IsBaseline(pair.Key)))
        {
            foreach (RoundFigures one in baselines)
            {
                one.Ratios[name] = new Ratio(one.Rate / baseline.Rate, one.Cost / baseline.Cost);
            }
        }

        return figures;
    }

    private static double OwnCpuSeconds() => ProcessFiles.CpuSeconds([Environment.ProcessId]);

    private RoundFigures Sum(List<Slice> slices) => new()
    {
        Messages = slices.Sum(slice => slice.Messages),
        Seconds = slices.Sum(slice => slice.Seconds),
        ServerCpu = slices.Sum(slice => slice.ServerCpu),
        LoadCpu = slices.Sum(slice => slice.LoadCpu),
        Latencies = slices[^1].Latencies, // The load adds up over the slices of a round.
        Quality = Quality,
    };
}
