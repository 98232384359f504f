using System.Text;
using Race.Machine;
using Race.Results;

namespace Race.Report;

/// <summary>Writes <c>docs/performance.md</c> from results.</summary>
/// <param name="results">Of all servers.</param>
/// <param name="marks">Of raw C and Reactor alone.</param>
/// <param name="memory">What connections hold.</param>
internal sealed class PerformancePage(IReadOnlyList<ScenarioResult> results, IReadOnlyList<ScenarioResult> marks, MemoryResults? memory)
{
    private readonly StringBuilder _page = new();

    public static void Write(IReadOnlyList<ScenarioResult> results, IReadOnlyList<ScenarioResult> marks, MemoryResults? memory)
    {
        MicroPage.Write(MicroResults.Read());
        File.WriteAllText(Repository.Chart, Chart.Draw(results));
        File.WriteAllText(Repository.Page, new PerformancePage(results, marks, memory).ToMarkdown());
        File.WriteAllText(Repository.ScenarioPage, ScenarioPage.OfMessages(results));
        File.WriteAllText(Repository.StreamsPage, ScenarioPage.OfStreams(results));
    }

    private string ToMarkdown()
    {
        Head();
        MarksSection.Write(_page, marks);
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
        Line("round, in which all servers of the table take turns of a fraction of a second; what stands here is the median of the rounds.");
        Line("[Scenario by scenario](performance-scenarios.md), and for [streams](performance-streams.md), there are rates, system calls and memory too,");
        Line("and [bench](../bench/README.md) says how it is measured and how to repeat it.");
        if (File.Exists(Repository.MicroPage))
        {
            Line("[Single steps](performance-micro.md), such as a timer or a post, are measured by themselves.");
        }

        Line("");
        Line("![Server CPU per message next to raw C](performance.svg)");
        Line("");
        foreach (MachineFacts machine in machines)
        {
            Line($"- Machine: {machine.Processor}, {machine.Cores} cores{(machine.IsVirtual ? " of a virtual machine" : "")}, {machine.MemoryGiB:F0} GiB; {machine.System}, Linux {machine.Kernel}{(machine.CongestionControl is null ? "" : $" with TCP {machine.CongestionControl}")}; {machine.Runtime}");
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
        Line($"Who does better in at least {Comparison.ShareOfRounds:P0} of the rounds, as a share of Reactor's figure in the same round; median, least and greatest.");
        Line($"Rates only where the load's core was at most {Comparison.BusyLoad} % busy opposite Reactor: beyond that it is the load that is measured.");
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
            Line("Nowhere.");
        }

        Line("");
    }

    private void Servers()
    {
        Line("## The servers");
        Line("");
        Line("| Server | Version | Started as | Notes |");
        Line("|---|---|---|---|");
        foreach (IGrouping<string, ServerResult> scenarios in results.SelectMany(result => result.Servers).GroupBy(server => server.Name))
        {
            ServerResult server = scenarios.First();
            string versions = string.Join(", ", scenarios.Select(one => one.Version).Distinct());
            Line($"| {Cell(server.Title)} | {Cell(versions)} | `{Cell(server.Command)}` | {Cell(server.Notes)} |");
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

    private IEnumerable<RunFacts> Runs() => results.Concat(marks).Select(result => result.Run);

    /// <summary>One, or none if memory was not measured.</summary>
    private IEnumerable<T> Memory<T>(Func<MemoryResults, T> fact) => memory is null ? [] : [fact(memory)];

    private static string Command(RunFacts run) => $"dotnet run -c Release --project bench/Race{(run.Command.Length == 0 ? "" : " -- ")}{run.Command}";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private void Line(string text) => _page.AppendLine(text);
}
