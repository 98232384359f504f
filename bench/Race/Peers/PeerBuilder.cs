using Race.Processes;

namespace Race.Peers;

/// <summary>Builds servers, and says why one cannot be built. Variants of a peer share a folder, which is built once.</summary>
internal sealed class PeerBuilder(CancellationToken cancellation)
{
    private static readonly TimeSpan s_buildTime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_versionTime = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(string Folder, string Command), string?> _failures = [];

    /// <summary>Builds a peer.</summary>
    /// <returns>Null, or why that did not work.</returns>
    public string? Build(Peer peer)
    {
        if (peer.Build is null)
        {
            return null;
        }

        if (!_failures.TryGetValue((peer.Folder, peer.Build), out string? failure))
        {
            Console.Error.WriteLine($"Building {peer.Title} ...");
            failure = Make(peer);
            _failures.Add((peer.Folder, peer.Build), failure);
        }

        return failure;
    }

    /// <summary>The version that a peer says it has.</summary>
    public string Version(Peer peer)
    {
        if (peer.Version is null)
        {
            return "";
        }

        CommandResult result = Command.Run(peer.Version, peer.Folder, s_versionTime, cancellation);
        string first = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault("");
        return result.Succeeded ? first : "";
    }

    private string? Make(Peer peer)
    {
        CommandResult result = Command.Run(peer.Build!, peer.Folder, s_buildTime, cancellation);
        File.WriteAllText(Path.Combine(Repository.Results, $"build-{Path.GetFileName(peer.Folder)}.log"), result.Output);
        if (result.Succeeded)
        {
            return null;
        }

        string needs = peer.Needs.Count == 0 ? "" : $" It needs {string.Join(", ", peer.Needs)}.";
        return $"it could not be built: {FirstError(result.Output)}.{needs}";
    }

    private static string FirstError(string output)
    {
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string line = lines.FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase) || line.Contains("not found", StringComparison.Ordinal))
            ?? lines.LastOrDefault("the build said nothing");
        line = line.Replace(Repository.Root + "/", "", StringComparison.Ordinal).TrimEnd('.');
        return line.Length > 200 ? line[..200] + " ..." : line;
    }
}
