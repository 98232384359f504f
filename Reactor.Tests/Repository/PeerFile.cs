using System.Text.Json;

namespace Reactor.Tests.Repository;

/// <summary>The <c>peer.json</c> of a folder in <c>bench/Peers</c>, or of <c>bench/raw-c</c>.</summary>
internal sealed record PeerFile(string Folder, string Text)
{
    public static IEnumerable<PeerFile> All() =>
        from file in RepositoryFiles.In("bench")
        where file.Name == "peer.json"
        select new PeerFile(Path.GetFileName(Path.GetDirectoryName(file.FullPath)!), file.Text);

    /// <summary>The keys of the file and of its variants, and for each server its values: what a variant says stands for what the file says.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public (string[] Keys, Dictionary<string, JsonElement>[] Servers) Parse()
    {
        JsonElement root = JsonSerializer.Deserialize<JsonElement>(Text);
        JsonElement[] variants = root.TryGetProperty("variants", out JsonElement list) ? [.. list.EnumerateArray()] : [root];
        string[] keys = [.. variants.Prepend(root).SelectMany(part => part.EnumerateObject()).Select(property => property.Name).Distinct()];
        return (keys, [.. variants.Select(variant => Merge(root, variant))]);
    }

    public override string ToString() => Folder;

    private static Dictionary<string, JsonElement> Merge(JsonElement root, JsonElement variant)
    {
        Dictionary<string, JsonElement> merged = [];
        foreach (JsonProperty property in root.EnumerateObject().Concat(variant.EnumerateObject()))
            merged[property.Name] = property.Value;
        return merged;
    }
}
