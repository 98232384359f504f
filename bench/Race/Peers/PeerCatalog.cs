using System.Text.Json;
using System.Text.Json.Nodes;

namespace Race.Peers;

/// <summary>Reads what <c>bench/raw-c</c> and <c>bench/Peers/*</c> offer in a <c>peer.json</c>.</summary>
internal static class PeerCatalog
{
    /// <summary>Every peer, raw C first.</summary>
    public static List<Peer> Read()
    {
        List<Peer> peers = [];
        IEnumerable<string> folders = Directory.EnumerateDirectories(Repository.Peers).Order(StringComparer.Ordinal).Prepend(Repository.RawC);
        foreach (string file in folders.Select(folder => Path.Combine(folder, "peer.json")))
        {
            if (File.Exists(file))
            {
                peers.AddRange(ReadFile(file));
            }
        }

        return [.. peers.OrderBy(peer => peer.Name.StartsWith(Scenario.Baseline, StringComparison.Ordinal) ? 0 : peer.Name.StartsWith("reactor", StringComparison.Ordinal) ? 1 : 2)];
    }

    /// <summary>Those that were asked for, and what they are compared with.</summary>
    /// <exception cref="RaceException">One that was asked for does not exist.</exception>
    public static List<Peer> Choose(IReadOnlyList<Peer> all, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return [.. all];
        }

        List<Peer> chosen = [.. all.Where(peer => Scenario.All.Any(scenario => scenario.IsBaseline(peer.Name)))];
        foreach (string name in names)
        {
            Peer peer = name.Split('=', 2) is [string given, string command]
                ? new Peer { Name = given, Title = given, Run = command, Folder = Repository.Root, Modes = ["echo", "line", "broadcast"] }
                : all.FirstOrDefault(peer => peer.Name == name) ?? throw new RaceException($"There is no server '{name}'; --list names them.");
            if (!chosen.Contains(peer))
            {
                chosen.Add(peer);
            }
        }

        return chosen;
    }

    /// <summary>A file holds one peer, a list of them, or one with "variants", each of which says only what is different.</summary>
    private static IEnumerable<Peer> ReadFile(string file)
    {
        JsonNode root;
        try
        {
            root = JsonNode.Parse(File.ReadAllText(file)) ?? throw new JsonException("it is empty");
        }
        catch (JsonException exception)
        {
            throw new RaceException($"{Path.GetRelativePath(Repository.Root, file)}: {exception.Message}");
        }

        IEnumerable<JsonObject> entries = root switch
        {
            JsonArray list => list.OfType<JsonObject>(),
            JsonObject one when one["variants"] is JsonArray variants => variants.OfType<JsonObject>().Select(variant => Merge(one, variant)),
            _ => [root.AsObject()],
        };
        return entries.Select(entry => ToPeer(entry, file));
    }

    private static JsonObject Merge(JsonObject common, JsonObject variant)
    {
        JsonObject merged = [];
        foreach ((string key, JsonNode? value) in common.Concat(variant).Where(pair => pair.Key != "variants"))
        {
            merged[key] = value?.DeepClone();
        }

        return merged;
    }

    private static Peer ToPeer(JsonObject entry, string file)
    {
        string folder = Path.GetDirectoryName(file)!;
        string name = Text("name") ?? Path.GetFileName(folder);
        return new Peer
        {
            Name = name,
            Title = Text("title") ?? name,
            Run = Text("run") ?? throw new RaceException($"{Path.GetRelativePath(Repository.Root, file)}: '{name}' has no \"run\"."),
            Folder = folder,
            Build = Text("build"),
            Version = Text("version"),
            Notes = Text("notes") ?? "",
            Needs = List("needs"),
            Scenarios = List("scenarios"),
            Modes = entry.ContainsKey("modes") ? List("modes") : ["echo"],
        };

        string? Text(string key) => entry[key]?.GetValue<string>();
        string[] List(string key) => entry[key] is JsonArray list ? [.. list.Select(item => item!.GetValue<string>())] : [];
    }
}
