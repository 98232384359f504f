using Race.Results;

namespace Race.Report;

/// <summary>Bars: each server's CPU per message next to raw C, a panel for each scenario.</summary>
internal static class Chart
{
    private const int Columns = 2;
    private const double PanelWidth = 540;
    private const double LabelWidth = 215;
    private const double NumberWidth = 45;
    private const double BarHeight = 13;
    private const double RowHeight = 17;
    private const double HeadHeight = 46;
    private const double Margin = 16;
    private const double MostRatio = 4; // Longer bars are cut off; their number tells.

    public static string Draw(IReadOnlyList<ScenarioResult> results)
    {
        Svg svg = new((int)((Columns * PanelWidth) + Margin));
        svg.Text(Margin, 24, "Server CPU per message, raw C on epoll = 1 (shorter is better)", "title");
        double top = 40;
        foreach (ScenarioResult[] row in results.Where(result => Bars(result).Any()).Chunk(Columns))
        {
            double height = row.Max(result => HeadHeight + (Bars(result).Count() * RowHeight));
            for (int column = 0; column < row.Length; column++)
            {
                Panel(svg, row[column], Margin + (column * PanelWidth), top);
            }

            top += height;
        }

        return svg.ToString(top + Margin);
    }

    private static void Panel(Svg svg, ScenarioResult result, double left, double top)
    {
        const double Width = PanelWidth - LabelWidth - NumberWidth - Margin;
        double zero = left + LabelWidth;
        double scale = Width / Math.Min(MostRatio, Math.Max(1.2, Bars(result).Max(bar => bar.Ratio.Median)));
        svg.Text(left, top + 18, Scenario.All.First(scenario => scenario.Name == result.Scenario).Title, "title");
        double y = top + 28;
        foreach ((ServerResult server, Summary ratio) in Bars(result))
        {
            double length = Math.Min(ratio.Median * scale, Width);
            svg.Text(zero - 6, y + 11, server.Title, "", "end");
            svg.Rectangle(zero, y, length, BarHeight, Colour(server.Name), $"{server.Title}: {ratio.ToString("F3")}");
            svg.Text(zero + length + 5, y + 11, $"{ratio.Median:F2}", "small");
            y += RowHeight;
        }

        svg.Line(zero + scale, top + 24, zero + scale, y, "#57606a");
    }

    private static IEnumerable<(ServerResult Server, Summary Ratio)> Bars(ScenarioResult result) => result.Servers
        .Select(server => (server, server.CpuRatio(Scenario.Baseline)))
        .Where(bar => !double.IsNaN(bar.Item2.Median))
        .OrderBy(bar => bar.Item2.Median);

    private static string Colour(string name) =>
        name.StartsWith("reactor", StringComparison.Ordinal) ? "#0969da"
        : name.StartsWith(Scenario.Baseline, StringComparison.Ordinal) ? "#57606a"
        : "#afb8c1";
}
