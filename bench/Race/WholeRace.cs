using Race.Machine;
using Race.Measuring;
using Race.Peers;
using Race.Processes;
using Race.Report;
using Race.Results;

namespace Race;

/// <summary>Builds the servers, and runs one scenario after the other. Each is kept as soon as it is measured.</summary>
internal sealed class WholeRace(RaceOptions options, CancellationToken cancellation)
{
    private readonly Dictionary<Peer, string> _versions = [];
    private readonly List<(Peer Peer, string Reason)> _unbuilt = [];

    public void Run()
    {
        if (!Command.Exists("taskset"))
        {
            throw new RaceException("taskset is needed, to give the server and the load a core each. It is in the package util-linux.");
        }

        List<Peer> peers = PeerCatalog.Choose(PeerCatalog.Read(), options.Servers);
        Scenario[] scenarios = [.. Scenario.All.Where(IsAskedFor).Select(scenario => scenario.Within(MachineFacts.Descriptors()))];
        Build([.. peers.Where(peer => scenarios.Any(scenario => RacesIn(peer, scenario)))]);

        Calm calm = new(options, cancellation);
        ProgressLine progress = new();
        Console.WriteLine(
            $"Server on core {options.ServerCore}, load on core {options.LoadCore}, {calm.FindBest():F0} ns apart at best; "
            + $"{options.Rounds} rounds of {options.Seconds} s for each server, after {options.Warmup} s of warm-up.");
        foreach (Scenario scenario in scenarios)
        {
            Run(scenario, peers, calm, progress);
        }
    }

    private bool IsAskedFor(Scenario scenario) =>
        (options.Scenarios.Count == 0 || options.Scenarios.Contains(scenario.Name)) && (!options.IsForMarks || scenario.Marks.Count > 0);

    private void Run(Scenario scenario, List<Peer> peers, Calm calm, ProgressLine progress)
    {
        Peer[] racing = [.. peers.Where(peer => RacesIn(peer, scenario))];
        IEnumerable<LeftOut> unbuilt = _unbuilt.Where(one => racing.Contains(one.Peer)).Select(one => new LeftOut(one.Peer.Name, one.Peer.Title, one.Reason));
        ScenarioRace race = new(scenario, options, calm, progress, cancellation);
        ScenarioResult result = race.Run(racing.Where(_versions.ContainsKey).Select(peer => (peer, _versions[peer])), unbuilt);
        progress.Clear();
        ConsoleTable.Print(scenario, result);
        ResultStore.Write(options.Kind, result);
    }

    /// <summary>Another baseline is for its scenarios only, unless somebody asked for it.</summary>
    private bool RacesIn(Peer peer, Scenario scenario)
    {
        if (options.IsForMarks)
        {
            return peer.RacesIn(scenario) && scenario.IsMarked(peer.Name);
        }

        bool isOther = Scenario.All.Any(one => one.OtherBaselines.Contains(peer.Name)) && !options.Servers.Contains(peer.Name);
        return peer.RacesIn(scenario) && (!isOther || scenario.OtherBaselines.Contains(peer.Name));
    }

    private void Build(IReadOnlyList<Peer> peers)
    {
        PeerBuilder builder = new(cancellation);
        foreach (Peer peer in peers)
        {
            string? failure = options.Builds ? builder.Build(peer) : null;
            if (failure is null)
            {
                _versions.Add(peer, builder.Version(peer));
            }
            else if (peer.Name == Scenario.Baseline)
            {
                throw new RaceException($"{peer.Title}, which everything is compared with: {failure}");
            }
            else
            {
                Console.Error.WriteLine($"{peer.Name} is left out: {failure}");
                _unbuilt.Add((peer, failure));
            }
        }
    }
}
