using System.Text;
using Race.Machine;
using Race.Results;

namespace Race.Report;

/// <summary>Writes <c>docs/performance.md</c> from results.</summary>
internal sealed class PerformancePage(IReadOnlyList<ScenarioResult> results, MemoryResults? memory)
{
    private readonly StringBuilder _page = new();

    public static void Write(IReadOnlyList<ScenarioResult> results, MemoryResults? memory)
    {
        File.WriteAllText(Repository.Chart, Chart.Draw(results));
        File.WriteAllText(Repository.Page, new PerformancePage(results, memory).ToMarkdown());
        File.WriteAllText(Repository.ScenarioPage, ScenarioPage.ToMarkdown(results));
    }

    private string ToMarkdown()
    {
        Head();
        Overview.Write(_page, results);
        Behind();
        if (memory is not null)
        {
            MemorySection.Write(_page, memory);
        }

        Servers();
        Missing();
        return _page.ToString().TrimEnd() + "\n";
    }

    private void Head()
    {
        MachineFacts[] machines = [.. Runs().Select(run => run.Machine).Concat(Memory(memory => memory.Machine)).Distinct()];
        string[] dates = [.. Runs().Select(run => run.Date).Concat(Memory(memory => memory.Date)).Distinct().Order(StringComparer.Ordinal)];
        Line("# What it costs");
        Line("");
        Line("<!-- Written by bench/Race from the results in artifacts/bench. Change the program, not this page. -->");
        Line("");
        Line("The same small servers on Reactor and on what else one could use, each on one core, next to plain C on epoll. Every ratio is taken within a");
        Line("round, in which all servers take turns of a fraction of a second; what stands here is the median of the rounds.");
        Line("[Scenario by scenario](performance-scenarios.md) there are rates, system calls and memory too, and");
        Line("[bench](../bench/README.md) says how it is measured and how to repeat it.");
        Line("");
        Line("![Server CPU per message next to raw C](performance.svg)");
        Line("");
        foreach (MachineFacts machine in machines)
        {
            Line($"- Machine: {machine.Processor}, {machine.Cores} cores{(machine.IsVirtual ? " of a virtual machine" : "")}, {machine.MemoryGiB:F0} GiB; {machine.System}, Linux {machine.Kernel}; {machine.Runtime}");
        }

        Line($"- Measured: {(dates.Length < 2 ? string.Concat(dates) : $"{dates[0]} to {dates[^1]}")}");
        foreach (string command in Runs().Select(Command).Distinct().Concat(Memory(memory => memory.Command)))
        {
            Line($"- `{command}`");
        }

        Line("");
    }

    /// <summary>Every scenario in which somebody who is not plain C does better.</summary>
    private void Behind()
    {
        Line("## Where Reactor is behind");
        Line("");
        int count = 0;
        foreach (ScenarioResult result in results)
        {
            foreach (string sentence in Comparison.Behind(result))
            {
                Line($"- {sentence}");
                count++;
            }
        }

        if (count == 0)
        {
            Line("Nowhere by more than the noise.");
        }

        Line("");
    }

    private void Servers()
    {
        Line("## The servers");
        Line("");
        Line("| Server | Version | Started as | Notes |");
        Line("|---|---|---|---|");
        foreach (ServerResult server in results.SelectMany(result => result.Servers).DistinctBy(server => server.Name))
        {
            Line($"| {Cell(server.Title)} | {Cell(server.Version)} | `{Cell(server.Command)}` | {Cell(server.Notes)} |");
        }

        Line("");
    }

    private void Missing()
    {
        var missing = results.SelectMany(result => result.LeftOut.Select(server => (server.Title, server.Reason, result.Scenario)))
            .GroupBy(one => (one.Title, one.Reason)).ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        Line("## Left out");
        Line("");
        foreach (var group in missing)
        {
            Line($"- {group.Key.Title} ({string.Join(", ", group.Select(one => one.Scenario))}): {group.Key.Reason}");
        }
    }

    private IEnumerable<RunFacts> Runs() => results.SelectMany(result => result.Servers).Select(server => server.Run);

    /// <summary>One, or none if memory was not measured.</summary>
    private IEnumerable<T> Memory<T>(Func<MemoryResults, T> fact) => memory is null ? [] : [fact(memory)];

    private static string Command(RunFacts run) => $"dotnet run -c Release --project bench/Race{(run.Command.Length == 0 ? "" : " -- ")}{run.Command}";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private void Line(string text) => _page.AppendLine(text);
}
