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
        double cpu = reactor.CpuRatio(Scenario.Baseline).Median;
        double rate = reactor.RateRatio(Scenario.Baseline).Median;
        foreach (ServerResult other in result.Servers.Where(server => !server.Name.StartsWith("reactor", StringComparison.Ordinal)))
        {
            double otherCpu = other.CpuRatio(Scenario.Baseline).Median;
            double otherRate = other.RateRatio(Scenario.Baseline).Median;
            if (otherCpu < cpu - Noise)
            {
                yield return $"{title}: {other.Title} takes {otherCpu:F2} of raw C's CPU, Reactor {cpu:F2}.";
            }

            if (otherRate > rate + Noise)
            {
                yield return $"{title}: {other.Title} makes {otherRate:F2} of raw C's rate, Reactor {rate:F2}.";
            }
        }
    }
}
