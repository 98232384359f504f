using System.Text;
using Race.Results;

namespace Race.Report;

/// <summary>Writes <c>docs/performance-scenarios.md</c> and <c>docs/performance-streams.md</c>: everything that was measured, scenario by scenario.</summary>
internal static class ScenarioPage
{
    public static string OfMessages(IEnumerable<ScenarioResult> results) =>
        ToMarkdown("What it costs, scenario by scenario", results, ofStreams: false);

    public static string OfStreams(IEnumerable<ScenarioResult> results) =>
        ToMarkdown("What streams cost", results, ofStreams: true);

    private static string ToMarkdown(string title, IEnumerable<ScenarioResult> results, bool ofStreams)
    {
        StringBuilder page = new();
        page.AppendLine($"# {title}");
        page.AppendLine();
        page.AppendLine("<!-- Written by bench/Race from the results in artifacts/bench. Change the program, not this page. -->");
        page.AppendLine();
        page.AppendLine("[The overview](performance.md) says on which machine, with which versions and by which commands. Medians of the rounds, least and greatest in");
        page.AppendLine("brackets; [how to read it](../bench/README.md#how-to-read-it).");
        page.AppendLine();
        foreach (ScenarioResult result in results.Where(result => result.Servers.Count > 0))
        {
            Scenario scenario = Scenario.All.First(scenario => scenario.Name == result.Scenario);
            if (scenario.IsStream == ofStreams)
            {
                ScenarioSection.Write(page, scenario, result);
            }
        }

        return page.ToString().TrimEnd() + "\n";
    }
}
