namespace Race.Results;

/// <summary>Keeps results in <c>artifacts/bench</c>, a file for each scenario.</summary>
internal static class ResultStore
{
    public static List<ScenarioResult> ReadAll() => [.. Scenario.All.Select(scenario => ResultFile.Read<ScenarioResult>(scenario.Name)).OfType<ScenarioResult>()];

    /// <summary>Replaces what is known about the servers of a result, and keeps what is known about others under the same load.</summary>
    public static ScenarioResult Merge(ScenarioResult result)
    {
        ScenarioResult? old = ResultFile.Read<ScenarioResult>(result.Scenario);
        if (old?.Load != result.Load)
        {
            ResultFile.Write(result.Scenario, result);
            return result;
        }

        HashSet<string> renewed = [.. result.Servers.Select(server => server.Name), .. result.LeftOut.Select(server => server.Name)];
        ScenarioResult merged = new(
            result.Scenario,
            result.Load,
            [.. result.Servers, .. old.Servers.Where(server => !renewed.Contains(server.Name))],
            [.. result.LeftOut, .. old.LeftOut.Where(server => !renewed.Contains(server.Name))]);
        ResultFile.Write(result.Scenario, merged);
        return merged;
    }
}
