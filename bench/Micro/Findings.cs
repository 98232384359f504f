using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Race.Machine;
using Race.Results;

namespace Reactor.Micro;

/// <summary>Makes of what the benchmarks found what is kept of it.</summary>
internal static class Findings
{
    /// <summary>The figures of everything that was measured often enough.</summary>
    public static MicroFigures[] From(IEnumerable<Summary> summaries, string[] args)
    {
        MicroRun run = new(Command(args), $"{DateTime.UtcNow:yyyy-MM-dd}", MachineFacts.Read());
        return
        [
            .. from summary in summaries
               from report in summary.Reports
               let finding = Finding.From(report)
               where finding is not null
               select From(report, finding, run),
        ];
    }

    /// <summary>The keys of everything that can be measured, in the order in which it is written down.</summary>
    public static IEnumerable<string> AllKeys() =>
        from type in typeof(Findings).Assembly.GetTypes()
        where type.GetMethods().Any(method => method.IsDefined(typeof(BenchmarkAttribute)))
        from benchmark in BenchmarkConverter.TypeToBenchmarks(type, new MicroConfig(hasJob: false)).BenchmarksCases
        select MicroFigures.KeyOf(type.Name, benchmark.Descriptor.WorkloadMethod.Name, ParametersOf(benchmark));

    private static MicroFigures From(BenchmarkReport report, Finding finding, MicroRun run)
    {
        Descriptor descriptor = report.BenchmarkCase.Descriptor;
        MethodInfo method = descriptor.WorkloadMethod;
        return new MicroFigures
        {
            Class = descriptor.Type.Name,
            About = descriptor.Type.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "",
            Method = method.Name,
            Title = method.GetCustomAttribute<BenchmarkAttribute>()!.Description!,
            Parameters = ParametersOf(report.BenchmarkCase),
            IsOurs = method.IsDefined(typeof(OursAttribute)),
            Median = finding.Median,
            Min = finding.Min,
            Max = finding.Max,
            Slices = finding.Slices,
            Alone = finding.Alone,
            Allocated = finding.Allocated,
            Bytes = method.GetCustomAttribute<BytesAttribute>()?.Count,
            Mark = MarkOf(method, report.BenchmarkCase),
            Run = run,
        };
    }

    private static int? MarkOf(MethodInfo method, BenchmarkCase benchmark) =>
        method.GetCustomAttribute<MarkAttribute>() is { } mark
        && (mark.With == 0 || benchmark.Parameters.Items.Any(one => mark.With.Equals(one.Value))) ? mark.Nanoseconds : null;

    private static Dictionary<string, string> ParametersOf(BenchmarkCase benchmark) =>
        benchmark.Parameters.Items.ToDictionary(one => one.Name, one => Text(one.Value));

    private static string Text(object value) => value is int number ? number.ToString("N0", CultureInfo.InvariantCulture) : $"{value}";

    private static string Command(string[] args) => string.Join(' ', ["dotnet run -c Release --project bench/Micro --", .. args.Select(Quoted)]);

    private static string Quoted(string arg) => arg.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '.' or ',') ? arg : $"'{arg}'";
}
