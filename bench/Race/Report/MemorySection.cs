using System.Text;
using Race.Results;

namespace Race.Report;

/// <summary>The page's part about memory.</summary>
internal static class MemorySection
{
    public static void Write(StringBuilder page, MemoryResults memory)
    {
        page.AppendLine("## Memory");
        page.AppendLine();
        page.AppendLine($"What each of {memory.Connections:N0} connections adds to the server's process, in bytes. The kernel's own buffers are not in it.");
        page.AppendLine();
        page.AppendLine("| Each connection | live objects | resident memory | mark |");
        page.AppendLine("|---|---|---|---|");
        foreach (MemoryFigures figures in memory.Figures)
        {
            page.AppendLine($"| {figures.Title} | {figures.Managed:N0} | {figures.Resident:N0} | {Mark(figures)} |");
        }

        page.AppendLine();
    }

    private static string Mark(MemoryFigures figures) => figures.Mark is not { } mark ? "" : figures.IsWithinMark ? $"{mark}" : $"{mark}, which it exceeds";
}
