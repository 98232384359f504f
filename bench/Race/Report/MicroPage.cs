using System.Text;
using Race.Machine;
using Race.Results;

namespace Race.Report;

/// <summary>Writes <c>docs/performance-micro.md</c>: what single steps cost, and which of them cost more than they should.</summary>
internal sealed class MicroPage(IReadOnlyList<MicroFigures> figures)
{
    // Medians of the same step differ by less. The least and the greatest of hundreds of slices would overlap nearly always.
    private const double Noise = 1.05;

    private readonly StringBuilder _page = new();

    /// <summary>Writes the page, or leaves it alone when nothing was measured.</summary>
    public static void Write(MicroResults? results)
    {
        if (results is not null)
        {
            File.WriteAllText(Repository.MicroPage, new MicroPage(results.Figures).ToMarkdown());
        }
    }

    private string ToMarkdown()
    {
        Head();
        Marks();
        Behind();
        foreach (var steps in figures.GroupBy(one => one.Class))
        {
            MicroTable.Write(_page, [.. steps]);
        }

        return _page.ToString().TrimEnd() + "\n";
    }

    private void Head()
    {
        Line("# What single steps cost");
        Line("");
        Line("<!-- Written by bench/Race from the results in artifacts/bench. Change the program, not this page. -->");
        Line("");
        Line("A timer, a posted task, a ready event, a line, an address: each by itself, and next to how the base library does it.");
        Line("Medians of many slices of a third of a millisecond, least and greatest in brackets; what is in bold is Reactor's way. What a virtual");
        Line("machine has as a core is often half of one: the slices are those that had their core alone, so many of all. Fewer than five are too few,");
        Line("and all of them count then.");
        Line("[What it costs](performance.md) in a server is another page; [bench](../bench/README.md#what-single-steps-cost) says");
        Line("how it is measured and how to repeat it.");
        Line("");
        foreach (MachineFacts machine in figures.Select(one => one.Run.Machine).Distinct())
        {
            string cores = $"{machine.Cores} cores{(machine.IsVirtual ? " of a virtual machine" : "")}";
            Line($"- Machine: {machine.Processor}, {cores}, {machine.MemoryGiB:F0} GiB; {machine.System}, Linux {machine.Kernel}; {machine.Runtime}");
        }

        foreach (MicroRun run in figures.Select(one => one.Run).Distinct())
        {
            Line($"- Measured {run.Date}: `{run.Command}`");
        }

        Line("");
    }

    private void Marks()
    {
        MicroFigures[] marked = [.. figures.Where(one => one.Mark is not null)];
        MicroFigures[] missed = [.. marked.Where(one => !one.IsWithinMark)];
        Line("## Marks");
        Line("");
        Line($"{marked.Length - missed.Length} of {marked.Length} marks hold{(missed.Length == 0 ? "." : ". The others:")}");
        Line("");
        foreach (MicroFigures one in missed)
        {
            Line($"- {Step(one)}: {MicroTable.Time(one.Median)} ns, mark {one.Mark}: too slow on this machine.");
        }

        if (missed.Length > 0)
        {
            Line("");
        }
    }

    /// <summary>Every step that one of the base library's ways does in less time.</summary>
    private void Behind()
    {
        Line("## Where Reactor is behind");
        Line("");
        int count = 0;
        foreach (MicroFigures ours in figures.Where(one => one.IsOurs))
        {
            MicroFigures? best = figures.Where(one => !one.IsOurs && SameStep(one) == SameStep(ours)).MinBy(one => one.Median);
            if (best is not null && best.Median * Noise < ours.Median)
            {
                Line($"- {Step(ours)}: {MicroTable.Time(ours.Median)} ns; {Way(best)} takes {MicroTable.Time(best.Median)}.");
                count++;
            }
        }

        Line(count == 0 ? "Nowhere by more than a twentieth.\n" : "");
    }

    private static string Step(MicroFigures one) => one.Parameters.Count == 0 ? one.Title : $"{one.Title}, {one.Setting}";

    private static (string Class, string Step, string Setting) SameStep(MicroFigures one) => (one.Class, one.Title[..one.Title.IndexOf(':')], one.Setting);

    private static string Way(MicroFigures one) => one.Title[(one.Title.IndexOf(':') + 2)..];

    private void Line(string text) => _page.AppendLine(text);
}
