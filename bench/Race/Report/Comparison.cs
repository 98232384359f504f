using Race.Results;

namespace Race.Report;

/// <summary>Finds where other frameworks do better than Reactor. Plain C is no framework: what it does is what the marks are about.</summary>
internal static class Comparison
{
    /// <summary>Beyond this share of its core, in percent, the load decides how many messages there are.</summary>
    public const double BusyLoad = 90;

    /// <summary>In how many of the rounds somebody has to be ahead for it not to be luck.</summary>
    public const double ShareOfRounds = 0.75;

    /// <summary>A sentence for each figure of a scenario in which somebody else is ahead.</summary>
    public static IEnumerable<string> Behind(ScenarioResult result)
    {
        if (result.Server("reactor") is not { } reactor)
        {
            yield break;
        }

        string title = Scenario.All.First(scenario => scenario.Name == result.Scenario).Title;
        if (Ahead(result, reactor, round => -round.Cost) is { Length: > 0 } frugal)
        {
            yield return $"{title}, CPU per message as a share of Reactor's: {frugal}.";
        }

        if (reactor.Busy().Load <= BusyLoad && Ahead(result, reactor, round => round.Rate) is { Length: > 0 } fast)
        {
            yield return $"{title}, messages per second as a share of Reactor's: {fast}.";
        }
    }

    /// <summary>Those who are ahead, the best first.</summary>
    // Of the figure, more is better.
    private static string Ahead(ScenarioResult result, ServerResult reactor, Func<RoundFigures, double> figure)
    {
        IEnumerable<(ServerResult Server, Summary Share)> ahead = result.Servers
            .Where(server => !server.Name.StartsWith("reactor", StringComparison.Ordinal) && !server.Name.StartsWith(Scenario.Baseline, StringComparison.Ordinal))
            .Where(server => Pairs(server, reactor).Count(pair => figure(pair.Other) > figure(pair.Ours)) >= ShareOfRounds * reactor.Rounds.Count)
            .Select(server => (server, Summary.Of(Pairs(server, reactor).Select(pair => figure(pair.Other) / figure(pair.Ours)))));
        return string.Join("; ", ahead.OrderBy(one => Math.Abs(Math.Log(one.Share.Median))).Reverse().Select(one => $"{one.Server.Title} {one.Share.ToString("F2")}"));
    }

    // All servers were in the same rounds, so the rounds of one number belong together.
    private static IEnumerable<(RoundFigures Other, RoundFigures Ours)> Pairs(ServerResult other, ServerResult ours) => other.Rounds.Zip(ours.Rounds);
}
