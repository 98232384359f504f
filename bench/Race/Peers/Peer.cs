namespace Race.Peers;

/// <summary>A server that can race: one entry of a <c>peer.json</c>.</summary>
internal sealed record Peer
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>From the root of the repository; port and mode are added.</summary>
    public required string Run { get; init; }

    /// <summary>Where the build and the version command run.</summary>
    public required string Folder { get; init; }

    /// <summary>What must be installed; told when the build fails.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    public string? Build { get; init; }

    public string? Version { get; init; }

    public IReadOnlyList<string> Modes { get; init; } = ["echo"];

    /// <summary>The scenarios it is meant for; empty for all.</summary>
    public IReadOnlyList<string> Scenarios { get; init; } = [];

    public string Notes { get; init; } = "";

    public bool RacesIn(Scenario scenario) => Modes.Contains(scenario.Mode) && (Scenarios.Count == 0 || Scenarios.Contains(scenario.Name));
}
