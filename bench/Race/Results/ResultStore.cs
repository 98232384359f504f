namespace Race.Results;

/// <summary>Keeps results in <c>artifacts/bench</c>: a folder for each kind of run, a file for each scenario, and in a file one run.</summary>
internal static class ResultStore
{
    public static List<ScenarioResult> ReadAll(RunKind kind) =>
        [.. Scenario.All.Select(scenario => ResultFile.Read<ScenarioResult>(NameOf(kind, scenario.Name))).OfType<ScenarioResult>()];

    public static void Write(RunKind kind, ScenarioResult result) => ResultFile.Write(NameOf(kind, result.Scenario), result);

    private static string NameOf(RunKind kind, string scenario)
    {
        string folder = kind switch
        {
            RunKind.Everybody => "everybody",
            RunKind.Marks => "marks",
            _ => "looks",
        };
        return Path.Combine(folder, scenario);
    }
}
