namespace Reactor.Tests.Samples.ChatStorms;

/// <summary>How the server that the oracle speaks of is set up; 0 is no limit.</summary>
internal sealed record OracleRules
{
    public string Server { get; init; } = "irc.test";

    public string Network { get; init; } = "Storms";

    public string? Password { get; init; }

    public string OperatorName { get; init; } = "root";

    public string OperatorPassword { get; init; } = "toor";

    public int MaxPerAddress { get; init; }

    public int MaxTargets { get; init; } = 4;

    public int MaxChannels { get; init; } = 3;

    public int MaxNick { get; init; } = 12;

    public int MaxTopic { get; init; } = 40;

    /// <summary>Whether so little may wait for a client that long answers can be cut short.</summary>
    public bool MayTruncate { get; init; }
}
