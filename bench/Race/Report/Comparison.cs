using Race.Results;

namespace Race.Report;

/// <summary>Finds where others do better than Reactor.</summary>
internal static class Comparison
{
    private const double Noise = 0.02;

    /// <summary>A sentence for each figure of a scenario in which somebody else is ahead by more than the noise.</summary>
    public static IEnumerable<string> Behind(ScenarioResult result)
    {
        if (result.Server("reactor") is not { } reactor)
        {
            yield break;
        }

        string title = Scenario.All.First(scenario => scenario.Name == result.Scenario).Title;
        double cpu = Cpu(reactor);
        if (Ahead(result, Cpu, ratio => ratio < cpu - Noise) is { Length: > 0 } less)
        {
            yield return $"{title}: Reactor takes {cpu:F2} of raw C's CPU. Ahead: {less}.";
        }

        double rate = Rate(reactor);
        if (Ahead(result, server => -Rate(server), ratio => -ratio > rate + Noise) is { Length: > 0 } more)
        {
            yield return $"{title}: Reactor makes {rate:F2} of raw C's rate. Ahead: {more}.";
        }
    }

    private static double Cpu(ServerResult server) => server.CpuRatio(Scenario.Baseline).Median;

    private static double Rate(ServerResult server) => server.RateRatio(Scenario.Baseline).Median;

    /// <summary>Those who are ahead, the best first.</summary>
    private static string Ahead(ScenarioResult result, Func<ServerResult, double> figure, Func<double, bool> isAhead) => string.Join(
        "; ",
        result.Servers
            .Where(server => !server.Name.StartsWith("reactor", StringComparison.Ordinal) && isAhead(figure(server)))
            .OrderBy(figure)
            .Select(server => $"{server.Title} {Math.Abs(figure(server)):F2}"));
}
