using Race.Machine;
using Race.Peers;
using Race.Processes;
using Race.Results;

namespace Race.Measuring;

/// <summary>A scenario from the start of its servers to their end.</summary>
internal sealed class ScenarioRace(Scenario scenario, RaceOptions options, Calm calm, ProgressLine progress, CancellationToken cancellation)
{
    private readonly Dictionary<string, List<RoundFigures>> _rounds = [];
    private readonly SystemCallCounter _systemCalls = new(saturated: options.IsForMarks);
    private int _repeated;

    public ScenarioResult Run(IEnumerable<(Peer Peer, string Version)> peers, IEnumerable<LeftOut> leftOut)
    {
        (Peer Peer, string Version)[] racing = [.. peers];
        using Field field = new();
        field.LeftOut.AddRange(leftOut);
        foreach ((Peer peer, _) in racing)
        {
            progress.Tell($"{scenario.Name}: starting {peer.Name}");
            field.Add(peer, () => Contender.Start(peer, scenario, options, cancellation));
        }

        calm.Wait(what => progress.Tell($"{scenario.Name}: {what}"));
        field.ForEach(contender =>
        {
            progress.Tell($"{scenario.Name}: warming up {contender.Peer.Name}");
            contender.Load.Work(options.Warmup, settle: true);
        });
        RunRounds(field);

        List<ServerResult> results = [];
        RunFacts facts = new(
            options.Command, $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}", options.Rounds, options.Seconds, options.Warmup,
            options.Slice ?? scenario.Slice, _repeated, MachineFacts.Read());
        field.ForEach(contender =>
        {
            progress.Tell($"{scenario.Name}: looking at {contender.Peer.Name}");
            results.Add(Conclude(contender, racing.First(one => one.Peer == contender.Peer).Version));
        });
        return new ScenarioResult(scenario.Name, scenario.Load, facts, results, field.LeftOut);
    }

    private void RunRounds(Field field)
    {
        for (int kept = 0; kept < options.Rounds;)
        {
            calm.Wait(what => progress.Tell($"{scenario.Name}: round {kept + 1} of {options.Rounds}, {what}"));
            Round round = new(field, scenario, options, calm);
            round.Run(first: kept, (turn, turns) =>
                progress.Tell($"{scenario.Name}: round {kept + 1} of {options.Rounds}, turn {turn + 1} of {turns}, {field.Contenders.Count} servers, {_repeated} rounds repeated"));

            // Once more, but no more often than there are rounds; then it counts, and the report says that it was not clean.
            if (!round.Quality.IsClean && _repeated < options.Rounds)
            {
                _repeated++;
                continue;
            }

            foreach ((string name, RoundFigures figures) in round.Figures())
            {
                if (!_rounds.TryGetValue(name, out List<RoundFigures>? rounds))
                {
                    _rounds.Add(name, rounds = []);
                }

                rounds.Add(figures);
            }

            kept++;
        }
    }

    /// <summary>What is measured once: memory, system calls, and the end.</summary>
    private ServerResult Conclude(Contender contender, string version)
    {
        MemoryUse memory = ProcessFiles.Memory(contender.Server.Processes);
        (double Calls, string Tool)? calls = _systemCalls.Count(contender);
        string? flaw = contender.Load.End();
        return new ServerResult
        {
            Name = contender.Peer.Name,
            Title = contender.Peer.Title,
            Version = version,
            Command = contender.Peer.Run,
            Notes = contender.Peer.Notes,
            Rounds = [.. _rounds[contender.Peer.Name].Select(round => round with { Quality = calm.Judge(round.Quality.CoreNanoseconds, round.Quality.ForeignShare) })],
            Connections = scenario.Connections,
            MemoryBefore = contender.MemoryBefore,
            MemoryAfter = memory,
            SystemCalls = calls?.Calls,
            SystemCallsBy = calls?.Tool ?? "",
            Flaw = flaw ?? "",
        };
    }
}
