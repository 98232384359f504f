namespace Race;

/// <summary>What a mark is about.</summary>
internal enum MarkedFigure
{
    /// <summary>Server CPU per message, as a ratio to a baseline's of the same round.</summary>
    Cpu,

    /// <summary>Messages per second, as a ratio to a baseline's of the same round.</summary>
    Rate,

    /// <summary>System calls per message.</summary>
    SystemCalls,
}

/// <summary>What a server of ours has to reach in a scenario.</summary>
/// <param name="Figure">What is meant.</param>
/// <param name="Limit">The least for a rate, the most for anything else.</param>
internal sealed record Mark(MarkedFigure Figure, double Limit)
{
    /// <summary>The server that has to reach it.</summary>
    public string Server { get; init; } = "reactor";

    /// <summary>The server that a ratio is a ratio to.</summary>
    public string Baseline { get; init; } = Scenario.Baseline;

    /// <summary>
    /// The C server that uses the same means, where the baseline does not: what it reaches itself tells how much of the mark is up to the machine.
    /// </summary>
    public string? Twin { get; init; }

    public static Mark Cpu(double most) => new(MarkedFigure.Cpu, most);

    public static Mark Rate(double least) => new(MarkedFigure.Rate, least);

    public static Mark SystemCalls(double most) => new(MarkedFigure.SystemCalls, most);

    public bool Holds(double value) => Figure == MarkedFigure.Rate ? value >= Limit : value <= Limit;
}
