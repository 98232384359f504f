namespace Race.Results;

/// <summary>What the rounds of a server come to.</summary>
internal static class Figures
{
    public static Summary Rate(this ServerResult server) => Summary.Of(server.Rounds.Select(round => round.Rate));

    public static Summary Cost(this ServerResult server) => Summary.Of(server.Rounds.Select(round => round.Cost));

    /// <summary>What a message costs the load, in microseconds.</summary>
    public static Summary LoadCost(this ServerResult server) => Summary.Of(server.Rounds.Select(round => round.LoadCpu / 1000.0 / round.Messages));

    public static Summary RateRatio(this ServerResult server, string baseline) =>
        Summary.Of(server.Rounds.Where(round => round.Ratios.ContainsKey(baseline)).Select(round => round.Ratios[baseline].Rate));

    public static Summary CpuRatio(this ServerResult server, string baseline) =>
        Summary.Of(server.Rounds.Where(round => round.Ratios.ContainsKey(baseline)).Select(round => round.Ratios[baseline].Cpu));

    /// <summary>The share of the time in which the server, and the load, were at work, in percent.</summary>
    public static (double Server, double Load) Busy(this ServerResult server)
    {
        double nanoseconds = server.Rounds.Sum(round => round.Seconds) * 1e9;
        return (100 * server.Rounds.Sum(round => round.ServerCpu) / nanoseconds, 100 * server.Rounds.Sum(round => round.LoadCpu) / nanoseconds);
    }

    public static Summary? Latency(this ServerResult server, Func<Processes.Latencies, double> percentile) =>
        server.Rounds.Any(round => round.Latencies is null) ? null : Summary.Of(server.Rounds.Select(round => percentile(round.Latencies!)));
}
