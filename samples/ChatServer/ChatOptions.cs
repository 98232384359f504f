namespace ChatServer;

/// <summary>How a server is called and what it allows. <see cref="CommandLine"/> reads it; 0 turns a limit off.</summary>
internal sealed record ChatOptions
{
    public string Host { get; init; } = "127.0.0.1";

    public int Port { get; init; } = 6667;

    /// <summary>The name that the server's own messages come from.</summary>
    public string Name { get; init; } = "chat.local";

    public string Network { get; init; } = "Reactor";

    public string? MotdFile { get; init; }

    /// <summary>What a client has to say with PASS; null if nothing.</summary>
    public string? Password { get; init; }

    public string? OperatorName { get; init; }

    public string? OperatorPassword { get; init; }

    /// <summary>How many lines of a client are handled in a second, in the long run. What it sends beyond that waits.</summary>
    public double FloodRate { get; init; } = 4;

    /// <summary>How many lines a client that was silent may send at once.</summary>
    public int FloodBurst { get; init; } = 40;

    /// <summary>How many bytes may wait for a client that reads slowly. One more, and it is closed.</summary>
    public int SendQueue { get; init; } = 1024 * 1024;

    public int MaxPerAddress { get; init; } = 64;

    /// <summary>How long a client may be silent. After half of it it is asked whether it is still there.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(240);

    /// <summary>How long a client may take to say who it is.</summary>
    public TimeSpan RegistrationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a line may be, with its end and without tags. Clients expect 512 bytes (RFC 2812 2.3).</summary>
    public int LineLength { get; init; } = Wire.UsualLine;

    /// <summary>To how many at once a message can be sent, how many one KICK can be for, and how many conditions a LIST can have.</summary>
    public int MaxTargets { get; init; } = 4;

    /// <summary>In how many channels a user can be.</summary>
    public int MaxChannels { get; init; } = 50;

    public int NickLength { get; init; } = 30;

    public int TopicLength { get; init; } = 300;

    public bool Verbose { get; init; }

    public bool Help { get; init; }

    /// <summary>The longest nick that is ever taken: names have to fit into lines.</summary>
    public const int LongestNick = 100;

    /// <summary>The longest line that is ever taken.</summary>
    public const int LongestLine = 8192;

    /// <summary>How long a line may be without its end and without tags.</summary>
    public int MaxLine => (LineLength == 0 ? LongestLine : LineLength) - 2;

    /// <summary>How long a nick may be.</summary>
    public int MaxNick => NickLength == 0 ? LongestNick : NickLength;

    /// <summary>The most of something that an option limits.</summary>
    public static int Most(int limit) => limit == 0 ? int.MaxValue : limit;
}
