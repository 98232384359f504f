namespace Race.Results;

/// <summary>A mark and what was measured.</summary>
/// <param name="Mark">What is to be reached.</param>
/// <param name="Server">Who has to.</param>
/// <param name="Baseline">What it is compared with.</param>
/// <param name="Measured">What it came to. A count is taken once, so all three are the same.</param>
internal sealed record MarkOutcome(Mark Mark, ServerResult Server, ServerResult Baseline, Summary Measured)
{
    /// <summary>What the mark's twin came to in the same race, if it has one and that raced.</summary>
    public Summary? Twin { get; private init; }

    public bool Holds => Mark.Holds(Measured.Median);

    /// <summary>The marks of a scenario for which both servers raced.</summary>
    public static IEnumerable<MarkOutcome> Of(Scenario scenario, ScenarioResult result)
    {
        foreach (Mark mark in scenario.Marks)
        {
            if (result.Server(mark.Server) is { } server && result.Server(mark.Baseline) is { } baseline && Measure(mark, server) is { } measured)
            {
                yield return new MarkOutcome(mark, server, baseline, measured)
                {
                    Twin = mark.Twin is not null && result.Server(mark.Twin) is { } twin ? Measure(mark, twin) : null,
                };
            }
        }
    }

    /// <summary>What is measured, in words.</summary>
    public string What() => Mark.Figure switch
    {
        MarkedFigure.Cpu => $"CPU / {Baseline.Title}",
        MarkedFigure.Rate => $"rate / {Baseline.Title}",
        _ => $"system calls per message, by {Server.SystemCallsBy}",
    };

    /// <summary>What is to be reached, in words.</summary>
    public string Limit() => $"at {(Mark.Figure == MarkedFigure.Rate ? "least" : "most")} {Mark.Limit:F2}";

    public override string ToString() =>
        $"{Server.Title}, {What()}: {Measured.ToString("F3")}, {Limit()}: {(Holds ? "holds" : "MISSED")}{(Twin is { } twin ? $"; the same in C: {twin.ToString("F3")}" : "")}";

    private static Summary? Measure(Mark mark, ServerResult server)
    {
        Summary? measured = mark.Figure switch
        {
            MarkedFigure.Cpu => server.CpuRatio(mark.Baseline),
            MarkedFigure.Rate => server.RateRatio(mark.Baseline),
            _ => server.SystemCalls is { } calls ? new Summary(calls, calls, calls) : null,
        };
        return measured is { } summary && !double.IsNaN(summary.Median) ? summary : null;
    }
}
