using System.Text.Json;

namespace Race.Results;

/// <summary>A file of results in <c>artifacts/bench</c>.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true };

    public static T? Read<T>(string name)
        where T : class => File.Exists(PathOf(name)) ? JsonSerializer.Deserialize<T>(File.ReadAllText(PathOf(name)), s_options) : null;

    public static void Write<T>(string name, T results) => File.WriteAllText(PathOf(name), JsonSerializer.Serialize(results, s_options));

    private static string PathOf(string name) => Path.Combine(Repository.Results, $"{name}.json");
}
