using Race.Measuring;
using Race.Results;

namespace Race.Report;

/// <summary>Says how far a result can be trusted.</summary>
internal static class Cleanliness
{
    public static string Of(ScenarioResult result)
    {
        // All servers were in the same rounds.
        ServerResult server = result.Servers[0];
        int clean = CleanRounds(server);
        double apart = server.Rounds.Max(round => round.Quality.CoreNanoseconds);
        double near = server.Rounds.Min(round => round.Quality.CoreNanoseconds);
        double foreign = server.Rounds.Max(round => round.Quality.ForeignShare);
        return $"{clean} of {server.Rounds.Count} rounds were clean, {result.Run.Repeated} were repeated; the cores were {near:F0} to {apart:F0} ns apart, "
            + $"and others took at most {foreign:F1} % of them (clean is up to {Calm.MostForeignShare} %).";
    }

    public static int CleanRounds(ServerResult server) => server.Rounds.Count(round => round.Quality.IsClean);
}
