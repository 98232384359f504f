using Race.Machine;
using Race.Processes;

namespace Race.Results;

/// <summary>How a server's figure stands to a baseline's of the same round: 1 is the same.</summary>
internal sealed record Ratio(double Rate, double Cpu);

/// <summary>What one server did in one round.</summary>
internal sealed record RoundFigures
{
    /// <summary>Streams are not cut into whole messages.</summary>
    public required double Messages { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Nanoseconds.</summary>
    public required long ServerCpu { get; init; }

    public required long LoadCpu { get; init; }

    public Latencies? Latencies { get; init; }

    /// <summary>By the baseline's name.</summary>
    public Dictionary<string, Ratio> Ratios { get; init; } = [];

    public required RoundQuality Quality { get; init; }

    public double Rate => Messages / Seconds;

    /// <summary>Microseconds per message.</summary>
    public double Cost => ServerCpu / 1000.0 / Messages;
}

/// <summary>How far a round can be trusted.</summary>
/// <param name="IsClean">Whether both that follow were within their limits.</param>
/// <param name="CoreNanoseconds">How long a cache line took between the two cores: the longer of before and after.</param>
/// <param name="ForeignShare">Which share of the two cores others took, in percent.</param>
internal sealed record RoundQuality(bool IsClean, double CoreNanoseconds, double ForeignShare);

/// <summary>How a result was made.</summary>
internal sealed record RunFacts(string Command, string Date, int Rounds, double Seconds, double Warmup, double Slice, int Repeated, MachineFacts Machine);

/// <summary>A server in a scenario.</summary>
internal sealed record ServerResult
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required string Version { get; init; }

    public required string Command { get; init; }

    public string Notes { get; init; } = "";

    public required List<RoundFigures> Rounds { get; init; }

    public int Connections { get; init; }

    /// <summary>In KiB, listening and before the first connection.</summary>
    public MemoryUse MemoryBefore { get; init; }

    /// <summary>In KiB, after the last round and with all connections.</summary>
    public MemoryUse MemoryAfter { get; init; }

    public double? SystemCalls { get; init; }

    public string SystemCallsBy { get; init; } = "";

    /// <summary>What went wrong at the end; empty if nothing did.</summary>
    public string Flaw { get; init; } = "";

    /// <summary>In bytes, what the resident memory has grown by. The proportional share would shrink with every program that starts beside it.</summary>
    public double MemoryPerConnection => Connections == 0 ? 0 : (MemoryAfter.Resident - MemoryBefore.Resident) * 1024.0 / Connections;
}

/// <summary>A server that did not race, and why.</summary>
internal sealed record LeftOut(string Name, string Title, string Reason);

/// <summary>What one run found out about a scenario.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="Load">What was asked of the servers.</param>
/// <param name="Run">How it was measured.</param>
/// <param name="Servers">Those that raced.</param>
/// <param name="LeftOut">Those that did not.</param>
internal sealed record ScenarioResult(string Scenario, string Load, RunFacts Run, List<ServerResult> Servers, List<LeftOut> LeftOut)
{
    public ServerResult? Server(string name) => Servers.FirstOrDefault(server => server.Name == name);
}
