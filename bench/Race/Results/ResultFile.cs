using System.Text.Json;

namespace Race.Results;

/// <summary>A file of results in <c>artifacts/bench</c>.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true };

    /// <returns>Null if there is no such file.</returns>
    /// <exception cref="RaceException">The file was written by another version of this program.</exception>
    public static T? Read<T>(string name)
        where T : class
    {
        string path = PathOf(name);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllText(path), s_options) : null;
        }
        catch (JsonException exception)
        {
            throw new RaceException($"{path} cannot be understood. Was it written by another version? Then delete it and measure again. ({exception.Message})");
        }
    }

    public static void Write<T>(string name, T results)
    {
        string path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(results, s_options));
    }

    private static string PathOf(string name) => Path.Combine(Repository.Results, $"{name}.json");
}
