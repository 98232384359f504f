using Race.Machine;

namespace Race.Results;

/// <summary>How a figure was come by.</summary>
internal sealed record MicroRun(string Command, string Date, MachineFacts Machine);

/// <summary>What a single step costs, in nanoseconds.</summary>
internal sealed record MicroFigures
{
    public required string Class { get; init; }

    /// <summary>What the class measures, in a sentence.</summary>
    public required string About { get; init; }

    public required string Method { get; init; }

    /// <summary>The step and the way it is done, with a colon between them.</summary>
    public required string Title { get; init; }

    public required Dictionary<string, string> Parameters { get; init; }

    /// <summary>Whether it is Reactor's way, and not the base library's.</summary>
    public bool IsOurs { get; init; }

    /// <summary>The median of the slices that had their core alone, if there were enough; otherwise of all. So are the least and the greatest.</summary>
    public required double Median { get; init; }

    public required double Min { get; init; }

    public required double Max { get; init; }

    /// <summary>How many slices of work were measured.</summary>
    public required int Slices { get; init; }

    /// <summary>How many of them had their core alone, from begin to end as far as can be seen.</summary>
    public required int Alone { get; init; }

    /// <summary>Bytes allocated, on all threads.</summary>
    public required long Allocated { get; init; }

    /// <summary>How many bytes the step gets through, where that is its measure.</summary>
    public int? Bytes { get; init; }

    /// <summary>The most that <see cref="Median"/> should be, where there is such a mark.</summary>
    public int? Mark { get; init; }

    public required MicroRun Run { get; init; }

    public bool IsWithinMark => Mark is null || Median <= Mark;

    /// <summary>What the step was measured with.</summary>
    public string Setting => SettingOf(Parameters);

    /// <summary>The same for every run of the same step.</summary>
    public string Key => KeyOf(Class, Method, Parameters);

    public static string KeyOf(string type, string method, Dictionary<string, string> parameters) => $"{type}.{method}({SettingOf(parameters)})";

    private static string SettingOf(Dictionary<string, string> parameters) => string.Join(", ", parameters.Select(one => $"{one.Key} {one.Value}"));
}

/// <summary>What bench/Micro found out.</summary>
internal sealed record MicroResults(List<MicroFigures> Figures)
{
    private const string Name = "micro";

    public static MicroResults? Read() => ResultFile.Read<MicroResults>(Name);

    /// <summary>Replaces what is known about the steps that were measured, and keeps what is known about others.</summary>
    /// <param name="measured">The figures.</param>
    /// <param name="keys">Every step there is, in the order of the page. What is no step any more is forgotten.</param>
    public static void Merge(IEnumerable<MicroFigures> measured, IEnumerable<string> keys)
    {
        Dictionary<string, MicroFigures> known = Read()?.Figures.ToDictionary(figures => figures.Key) ?? [];
        foreach (MicroFigures figures in measured)
        {
            known[figures.Key] = figures;
        }

        ResultFile.Write(Name, new MicroResults([.. keys.Where(known.ContainsKey).Select(key => known[key])]));
    }
}
