using System.Text;
using Race.Results;

namespace Race.Report;

/// <summary>Writes <c>docs/performance-scenarios.md</c>: everything that was measured, scenario by scenario.</summary>
internal static class ScenarioPage
{
    public static string ToMarkdown(IEnumerable<ScenarioResult> results)
    {
        StringBuilder page = new();
        page.AppendLine("# What it costs, scenario by scenario");
        page.AppendLine();
        page.AppendLine("<!-- Written by bench/Race from the results in artifacts/bench. Change the program, not this page. -->");
        page.AppendLine();
        page.AppendLine("[The overview](performance.md) says on which machine, with which versions and by which commands. Medians of the rounds, least and greatest in");
        page.AppendLine("brackets; [how to read it](../bench/README.md#how-to-read-it).");
        page.AppendLine();
        foreach (ScenarioResult result in results.Where(result => result.Servers.Count > 0))
        {
            ScenarioSection.Write(page, Scenario.All.First(scenario => scenario.Name == result.Scenario), result);
        }

        return page.ToString().TrimEnd() + "\n";
    }
}
