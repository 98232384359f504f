using System.Text.Json;

namespace Race.Results;

/// <summary>Keeps results in <c>artifacts/bench</c>, a file for each scenario.</summary>
internal static class ResultStore
{
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true };

    public static List<ScenarioResult> ReadAll() => [.. Scenario.All.Select(scenario => Read(scenario.Name)).OfType<ScenarioResult>()];

    /// <summary>Replaces what is known about the servers of a result, and keeps what is known about others.</summary>
    public static ScenarioResult Merge(ScenarioResult result)
    {
        ScenarioResult old = Read(result.Scenario) ?? new ScenarioResult(result.Scenario, [], []);
        HashSet<string> renewed = [.. result.Servers.Select(server => server.Name), .. result.LeftOut.Select(server => server.Name)];
        ScenarioResult merged = new(
            result.Scenario,
            [.. result.Servers, .. old.Servers.Where(server => !renewed.Contains(server.Name))],
            [.. result.LeftOut, .. old.LeftOut.Where(server => !renewed.Contains(server.Name))]);
        File.WriteAllText(FileOf(result.Scenario), JsonSerializer.Serialize(merged, s_options));
        return merged;
    }

    private static ScenarioResult? Read(string scenario) =>
        File.Exists(FileOf(scenario)) ? JsonSerializer.Deserialize<ScenarioResult>(File.ReadAllText(FileOf(scenario)), s_options) : null;

    private static string FileOf(string scenario) => Path.Combine(Repository.Results, $"{scenario}.json");
}
