using System.Text;
using Race.Results;

namespace Race.Report;

/// <summary>One table: every server's CPU per message in every scenario, next to raw C.</summary>
internal static class Overview
{
    public static void Write(StringBuilder page, IEnumerable<ScenarioResult> results)
    {
        ScenarioResult[] raced = [.. results.Where(result => result.Servers.Count > 0)];
        page.AppendLine("## Server CPU per message, raw C = 1");
        page.AppendLine();
        page.AppendLine($"| | {string.Join(" | ", raced.Select(result => $"`{result.Scenario}`"))} |");
        page.AppendLine($"|---|{string.Concat(Enumerable.Repeat("---|", raced.Length))}");
        foreach (ServerResult server in raced.SelectMany(result => result.Servers).DistinctBy(server => server.Name).OrderBy(server => Middle(raced, server.Name)))
        {
            string title = server.Name.StartsWith("reactor", StringComparison.Ordinal) ? $"**{server.Title}**" : server.Title;
            page.AppendLine($"| {title} | {string.Join(" | ", raced.Select(result => Ratio(result, server.Name) is { } ratio ? $"{ratio:F2}" : "–"))} |");
        }

        page.AppendLine();
    }

    private static double? Ratio(ScenarioResult result, string server) => result.Server(server)?.CpuRatio(Scenario.Baseline).Median;

    /// <summary>The geometric mean of what a server was in, so that the table begins with the frugal ones.</summary>
    private static double Middle(IEnumerable<ScenarioResult> results, string server) =>
        Math.Exp(results.Select(result => Ratio(result, server)).OfType<double>().Average(Math.Log));
}
