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
        page.AppendLine($"`{scenario.Name}`: `Load {scenario.Load}`, {first.Connections:N0} connection{(first.Connections == 1 ? "" : "s")}, figures per {scenario.Message}. {Version(result)}{Length(result.Run)} {Cleanliness.Of(result)}");
        page.AppendLine();
        page.AppendLine("| Server | a second | rate / C | CPU, µs | CPU / C | load, µs | busy: server, load | calls | RSS, MiB | PSS |" + (hasIdle ? " a connection, bytes |" : "") + (hasLatency ? " median, µs | 99 % | 99.9 % |" : ""));
        page.AppendLine("|---|---|---|---|---|---|---|---|---|---|" + (hasIdle ? "---|" : "") + (hasLatency ? "---|---|---|" : ""));
        foreach (ServerResult server in result.Servers.OrderBy(server => server.CpuRatio(Scenario.Baseline).Median))
        {
            string calls = server.SystemCalls is { } count ? $"{count:F3}" : "–";
            (double busyServer, double busyLoad) = server.Busy();
            page.AppendLine(
                $"| {Name(server)} | {server.Rate().Median:N0} | {server.RateRatio(Scenario.Baseline).ToString("F2")} | {server.Cost().Median:F3}"
                + $" | {server.CpuRatio(Scenario.Baseline).ToString("F2")} | {server.LoadCost().Median:F3} | {busyServer:F0} %, {busyLoad:F0} % | {calls} | {server.MemoryAfter.Resident / 1024.0:F1} | {server.MemoryAfter.Proportional / 1024.0:F1} |"
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
        if (result.Servers.Any(server => server.Connections < scenario.Connections))
        {
            yield return "There were fewer connections than the title says: a process could not have so many descriptors.";
        }

        foreach (ServerResult other in scenario.OtherBaselines.Select(result.Server).OfType<ServerResult>())
        {
            foreach (ServerResult server in result.Servers.Where(server => server.Name.StartsWith("reactor", StringComparison.Ordinal) && !double.IsNaN(server.RateRatio(other.Name).Median)))
            {
                yield return $"{server.Title} next to {other.Title}: rate {server.RateRatio(other.Name).ToString("F2")}, CPU {server.CpuRatio(other.Name).ToString("F2")}.";
            }
        }

        foreach (ServerResult server in result.Servers.Where(server => server.Flaw.Length > 0))
        {
            yield return $"{server.Title}: {server.Flaw}";
        }

        if (result.Servers.Select(server => server.SystemCallsBy).FirstOrDefault(tool => tool.Length > 0) is { } counter)
        {
            yield return $"System calls were counted by {counter}.";
        }
    }

    private static string Version(ScenarioResult result) => result.Server("reactor") is { } reactor ? $"Reactor {reactor.Version}. " : "";

    private static string Length(RunFacts run) => $"{run.Rounds} rounds of {run.Seconds} s in slices of {run.Slice} s, after {run.Warmup} s of warm-up.";

    private static string Micro(ServerResult server, Func<Processes.Latencies, double> percentile) => server.Latency(percentile) is { } summary ? $"{summary.Median:N0}" : "–";

    private static string Name(ServerResult server) => server.Name.StartsWith("reactor", StringComparison.Ordinal) ? $"**{server.Title}**" : server.Title;
}
