using System.Text;
using Race.Results;

namespace Race.Report;

/// <summary>The table of one class of steps. What was measured in the same setting stands together.</summary>
internal static class MicroTable
{
    // From here on tenths say nothing.
    private const double Coarse = 100;

    public static void Write(StringBuilder page, IReadOnlyList<MicroFigures> steps)
    {
        string[] parameters = [.. steps[0].Parameters.Keys];
        List<(string Head, Func<MicroFigures, string> Cell)> columns =
        [
            .. parameters.Select(name => (name, (Func<MicroFigures, string>)(one => one.Parameters[name]))),
            ("", one => one.IsOurs ? $"**{one.Title}**" : one.Title),
            ("ns", one => $"{Time(one.Median)} ({Time(one.Min)} to {Time(one.Max)})"),
            ("alone", one => $"{one.Alone} of {one.Slices}"),
        ];
        if (steps.Any(one => one.Bytes is not null))
        {
            columns.Add(("GB/s", one => one.Bytes is { } bytes ? $"{bytes / one.Median:F1}" : ""));
        }

        columns.Add(("allocated, B", one => $"{one.Allocated:N0}"));
        if (steps.Any(one => one.Mark is not null))
        {
            columns.Add(("mark", one => one.Mark is not { } mark ? "" : one.IsWithinMark ? $"{mark}" : $"{mark}, which it exceeds"));
        }

        page.AppendLine($"## {steps[0].Class}");
        page.AppendLine();
        page.AppendLine(steps[0].About);
        page.AppendLine();
        page.AppendLine($"| {string.Join(" | ", columns.Select(column => column.Head))} |");
        page.AppendLine($"|{string.Concat(columns.Select(_ => "---|"))}");
        foreach (MicroFigures one in steps.GroupBy(one => one.Setting).SelectMany(group => group))
        {
            page.AppendLine($"| {string.Join(" | ", columns.Select(column => column.Cell(one)))} |");
        }

        page.AppendLine();
    }

    /// <summary>Nanoseconds.</summary>
    public static string Time(double nanoseconds) => nanoseconds < Coarse ? $"{nanoseconds:F1}" : $"{nanoseconds:N0}";
}
