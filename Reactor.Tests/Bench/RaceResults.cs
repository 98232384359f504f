using Race.Machine;
using Race.Results;

namespace Reactor.Tests.Bench;

/// <summary>Makes results of races that nobody ran.</summary>
internal static class RaceResults
{
    /// <summary>A result of the scenario "echo-50".</summary>
    public static ScenarioResult Of(params ServerResult[] servers) => new("echo-50", "--connections 50", Facts(), [.. servers], []);

    /// <summary>A server with a round for each cost, at the rate that this cost allows on a core of its own.</summary>
    /// <param name="name">The server.</param>
    /// <param name="loadBusy">The share of its core that the load took.</param>
    /// <param name="costs">Microseconds of server CPU per message, round by round.</param>
    public static ServerResult Server(string name, double loadBusy, params double[] costs) => new()
    {
        Name = name,
        Title = $"the {name}",
        Version = "1.0",
        Command = name,
        Rounds = [.. costs.Select(cost => Round(cost, loadBusy))],
    };

    /// <summary>The same with ratios to a baseline.</summary>
    public static ServerResult Next(this ServerResult server, string baseline, params Ratio[] ratios)
    {
        foreach ((RoundFigures round, Ratio ratio) in server.Rounds.Zip(ratios))
        {
            round.Ratios[baseline] = ratio;
        }

        return server;
    }

    private static RoundFigures Round(double cost, double loadBusy)
    {
        const double Seconds = 2;
        long messages = (long)(Seconds * 1e6 / cost);
        return new RoundFigures
        {
            Messages = messages,
            Seconds = Seconds,
            ServerCpu = (long)(messages * cost * 1000),
            LoadCpu = (long)(loadBusy * Seconds * 1e9),
            Quality = new RoundQuality(true, 50, 1),
        };
    }

    private static RunFacts Facts() => new("", "2026-01-01", 4, 2, 1, 0.05, 0, MachineFacts.Read());
}
