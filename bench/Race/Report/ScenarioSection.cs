using System.Text;
using Race.Results;

namespace Race.Report;

/// <summary>A scenario's part of the page.</summary>
internal static class ScenarioSection
{
    public static void Write(StringBuilder page, Scenario scenario, ScenarioResult result)
    {
        ServerResult first = result.Servers[0];
        bool hasIdle = scenario.Idle > 0;
        bool hasLatency = result.Servers.Any(server => server.Rounds[0].Latencies is not null);
        page.AppendLine($"## {scenario.Title}");
        page.AppendLine();
        page.AppendLine($"`{scenario.Name}`: `Load {scenario.Load}`, {first.Connections:N0} connection{(first.Connections == 1 ? "" : "s")}, figures per {scenario.Message}. {Cleanliness.Of(first)}");
        page.AppendLine();
        page.AppendLine("| Server | a second | rate / C | CPU, µs | CPU / C | calls | RSS, MiB | PSS |" + (hasIdle ? " a connection, bytes |" : "") + (hasLatency ? " median, µs | 99 % | 99.9 % |" : ""));
        page.AppendLine("|---|---|---|---|---|---|---|---|" + (hasIdle ? "---|" : "") + (hasLatency ? "---|---|---|" : ""));
        foreach (ServerResult server in result.Servers.OrderBy(server => server.CpuRatio(Scenario.Baseline).Median))
        {
            string calls = server.SystemCalls is { } count ? $"{count:F2}" : "–";
            page.AppendLine(
                $"| {Name(server)} | {server.Rate().Median:N0} | {server.RateRatio(Scenario.Baseline).ToString("F2")} | {server.Cost().Median:F3}"
                + $" | {server.CpuRatio(Scenario.Baseline).ToString("F2")} | {calls} | {server.MemoryAfter.Resident / 1024.0:F1} | {server.MemoryAfter.Proportional / 1024.0:F1} |"
                + (hasIdle ? $" {server.MemoryPerConnection:N0} |" : "")
                + (hasLatency ? $" {Micro(server, l => l.Median)} | {Micro(server, l => l.Most99)} | {Micro(server, l => l.Most999)} |" : ""));
        }

        page.AppendLine();
        foreach (string sentence in Sentences(scenario, result))
        {
            page.AppendLine($"- {sentence}");
        }

        page.AppendLine();
    }

    private static IEnumerable<string> Sentences(Scenario scenario, ScenarioResult result)
    {
        if (result.Server("reactor") is { } reactor && scenario.CpuMark is { } mark)
        {
            double ratio = reactor.CpuRatio(Scenario.Baseline).Median;
            yield return $"The mark for Reactor is {mark:F2} of raw C's CPU; it takes {ratio:F2}{(ratio <= mark ? "." : ", which is too much.")}";
        }

        if (result.Server("reactor") is { } fast && scenario.RateMark is { } least)
        {
            double ratio = fast.RateRatio(Scenario.Baseline).Median;
            yield return $"The mark for Reactor is {least:F2} of raw C's rate; it makes {ratio:F2}{(ratio >= least ? "." : ", which is too little.")}";
        }

        if (result.Servers.Any(server => server.Connections < scenario.Connections))
        {
            yield return "There were fewer connections than the title says: a process could not have so many descriptors.";
        }

        if (scenario.SecondBaseline is { } second && result.Server(second) is { } other)
        {
            foreach (ServerResult server in result.Servers.Where(server => server.Name.StartsWith("reactor", StringComparison.Ordinal) && !double.IsNaN(server.RateRatio(second).Median)))
            {
                yield return $"{server.Title} next to {other.Title}: rate {server.RateRatio(second).ToString("F2")}, CPU {server.CpuRatio(second).ToString("F2")}.";
            }
        }

        foreach (ServerResult server in result.Servers.Where(server => server.Flaw.Length > 0))
        {
            yield return $"{server.Title}: {server.Flaw}";
        }

        if (result.Servers.Select(server => server.Run).Distinct().Count() > 1)
        {
            yield return "The servers did not all race in the same run; each ratio is to the raw C of its own run.";
        }
    }

    private static string Micro(ServerResult server, Func<Processes.Latencies, double> percentile) => server.Latency(percentile) is { } summary ? $"{summary.Median:N0}" : "–";

    private static string Name(ServerResult server) => server.Name.StartsWith("reactor", StringComparison.Ordinal) ? $"**{server.Title}**" : server.Title;
}
