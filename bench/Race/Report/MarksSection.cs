using System.Text;
using Race.Results;

namespace Race.Report;

/// <summary>The page's part about what Reactor has to reach.</summary>
internal static class MarksSection
{
    public static void Write(StringBuilder page, IReadOnlyList<ScenarioResult> results)
    {
        (ScenarioResult Result, MarkOutcome Outcome)[] outcomes =
            [.. results.SelectMany(result => MarkOutcome.Of(Scenario.All.First(scenario => scenario.Name == result.Scenario), result).Select(outcome => (result, outcome)))];
        if (outcomes.Length == 0)
        {
            return;
        }

        string[] versions = [.. outcomes.Select(one => one.Outcome.Server.Version).Distinct()];
        page.AppendLine("## The marks");
        page.AppendLine();
        page.AppendLine("What Reactor has to reach, measured longer than all servers together would allow, and apart from them: in a race of raw C and Reactor alone.");
        page.AppendLine($"Median of the rounds, least and greatest in brackets. Reactor {string.Join(", ", versions)}.");
        page.AppendLine("Where raw C does not do what Reactor does to reach a mark, *the same in C* is raw C that does: spins as long, or receives as much at once.");
        page.AppendLine();
        page.AppendLine("| Scenario | Figure | Mark | Measured | Holds | The same in C | Rounds, clean | Load busy |");
        page.AppendLine("|---|---|---|---|---|---|---|---|");
        foreach ((ScenarioResult result, MarkOutcome outcome) in outcomes)
        {
            string who = outcome.Mark.Server == "reactor" ? "" : $"{outcome.Server.Title}: ";
            string measured = outcome.Mark.Figure == MarkedFigure.SystemCalls ? $"{outcome.Measured.Median:F3}" : outcome.Measured.ToString("F3");
            page.AppendLine(
                $"| `{result.Scenario}` | {who}{outcome.What()} | {outcome.Limit()} | {measured} | {(outcome.Holds ? "yes" : "**no**")} | {outcome.Twin?.ToString("F3") ?? "–"}"
                + $" | {result.Run.Rounds} of {result.Run.Seconds} s, {Cleanliness.CleanRounds(outcome.Server)} | {outcome.Server.Busy().Load:F0} % |");
        }

        page.AppendLine();
    }
}
