using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Reactor.Micro;

/// <summary>A figure of our own in the table that BenchmarkDotNet prints.</summary>
internal sealed class FindingColumn(string name, string legend, Func<Finding, string> text) : IColumn
{
    public static readonly FindingColumn Nanoseconds = new("ns", "Median of the slices that had their core alone, least and greatest", finding =>
        string.Create(CultureInfo.InvariantCulture, $"{finding.Median:F1} ({finding.Min:F1} to {finding.Max:F1})"));

    public static readonly FindingColumn Alone = new("Alone", "How many slices had their core alone; when they are too few, all of them count", finding =>
        $"{finding.Alone} of {finding.Slices}");

    public static readonly FindingColumn Allocated = new("B", "Bytes allocated, on all threads", finding =>
        finding.Allocated.ToString("N0", CultureInfo.InvariantCulture));

    public string Id => $"{nameof(FindingColumn)}.{name}";

    public string ColumnName => name;

    public string Legend => legend;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Statistics;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        summary[benchmarkCase] is { } report && Finding.From(report) is { } finding ? text(finding) : "";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);
}
