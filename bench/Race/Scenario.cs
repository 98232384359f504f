namespace Race;

/// <summary>What is asked of every server.</summary>
/// <param name="Name">How the command line calls it.</param>
/// <param name="Title">How the report calls it.</param>
/// <param name="Mode">What the server does with its input: echo, line or broadcast.</param>
/// <param name="Load">The arguments of the load generator.</param>
/// <param name="Message">What is counted.</param>
internal sealed record Scenario(string Name, string Title, string Mode, string Load, string Message = "message")
{
    /// <summary>The server that every ratio is a ratio to.</summary>
    public const string Baseline = "raw-c";

    // Before All, which needs them.
    private static readonly Mark[] s_spinning =
    [
        Mark.Rate(2.2) with { Server = "reactor-busypoll", Twin = "raw-c-spin" },
        Mark.Rate(0.95) with { Server = "reactor-busypoll", Baseline = "raw-c-spin" },
    ];

    // Against C with as large a buffer too: what is missing to that is Reactor's, and what that does not reach is the machine's.
    private static readonly Mark[] s_streams =
    [
        Mark.Rate(1.3) with { Twin = "raw-c-512k" },
        Mark.Rate(0.97) with { Baseline = "raw-c-reread" },
        Mark.Rate(0.97) with { Baseline = "raw-c-512k" },
    ];

    private static readonly string[] s_streamBaselines = ["raw-c-reread", "raw-c-512k"];

    public static readonly Scenario[] All =
    [
        new("one", "1 × 64 B", "echo", "--connections 1") { OtherBaselines = ["raw-c-spin"], Marks = s_spinning },
        new("echo-50", "50 × 64 B", "echo", "--connections 50") { Marks = [Mark.Cpu(1.03), Mark.Rate(0.97), Mark.SystemCalls(2.05)] },
        new("echo-1000", "1,000 × 64 B", "echo", "--connections 1000") { Marks = [Mark.Cpu(1.03), Mark.Rate(0.97)] },
        new("pipelined", "100 × 64 B, 16 in flight each", "echo", "--connections 100 --pipeline 16") { Marks = [Mark.Cpu(1.06), Mark.Rate(0.97)] },
        new("blocks", "50 × 16 KiB", "echo", "--connections 50 --size 16384") { Marks = [Mark.Cpu(1.03), Mark.Rate(0.97)] },
        new("streams", "20 streams, at most 256 KiB in flight each", "echo", "--mode streams --connections 20 --size 1048576 --window 262144", "MiB") { OtherBaselines = s_streamBaselines, Marks = s_streams, Slice = 0.25 },
        new("streams-1m", "20 streams, at most 1 MiB in flight each", "echo", "--mode streams --connections 20 --size 1048576 --window 1048576", "MiB") { OtherBaselines = s_streamBaselines, Marks = s_streams, Slice = 0.25 },
        new("streams-full", "20 streams, as much in flight as the sockets hold", "echo", "--mode streams --connections 20 --size 1048576", "MiB") { OtherBaselines = s_streamBaselines, Marks = s_streams, Slice = 0.25 },
        new("churn", "connect, echo, close; 50 at a time", "echo", "--mode churn --connections 50", "connection") { Marks = [Mark.Cpu(1.10), Mark.Rate(0.97)] },
        new("idle", "50 × 64 B beside 19,000 idle ones", "echo", "--connections 50 --idle 19000"),
        new("line", "50 × 32 lines in a segment", "line", "--connections 50 --text lines --batch 32", "line") { Marks = [Mark.Cpu(1.05)] },
        new("broadcast-1000", "a 100-byte line to 1,000", "broadcast", "--mode broadcast --connections 1000 --size 100", "delivered line") { Marks = [Mark.Cpu(1.05)] },
        new("broadcast-10000", "a 100-byte line to 10,000", "broadcast", "--mode broadcast --connections 10000 --size 100", "delivered line") { Marks = [Mark.Cpu(1.05)], Slice = 0.25 },
        new("paced", "50,000 a second over 50 connections", "echo", "--mode paced --connections 50 --rate 50000") { Slice = 1 },
    ];

    /// <summary>Other servers to compare with, which do what the first does not.</summary>
    public IReadOnlyList<string> OtherBaselines { get; init; } = [];

    /// <summary>What Reactor has to reach.</summary>
    public IReadOnlyList<Mark> Marks { get; init; } = [];

    /// <summary>How many seconds a server works before it is another's turn.</summary>
    public double Slice { get; init; } = 0.05;

    /// <summary>How many connections the load makes.</summary>
    public int Connections => Value("--connections") + Value("--idle");

    public int Idle => Value("--idle");

    /// <summary>Whether bytes flow without a message that is waited for.</summary>
    public bool IsStream => Load.StartsWith("--mode streams", StringComparison.Ordinal);

    /// <summary>Whether a server races where only the marks are of interest.</summary>
    public bool IsMarked(string server) => Marks.Count > 0 && (IsBaseline(server) || Marks.Any(mark => mark.Server == server));

    public bool IsBaseline(string server) => server == Baseline || OtherBaselines.Contains(server);

    /// <summary>The same with fewer idle connections, where a process may not have so many descriptors.</summary>
    public Scenario Within(long descriptors)
    {
        // A runtime has some descriptors of its own.
        const int Others = 700;
        int most = (int)Math.Clamp(descriptors - Others, 0, int.MaxValue);
        return Idle == 0 || Connections <= most
            ? this
            : this with { Load = Load.Replace($"--idle {Idle}", $"--idle {Math.Max(most - Value("--connections"), 0)}", StringComparison.Ordinal) };
    }

    private int Value(string option)
    {
        string[] words = Load.Split(' ');
        int at = Array.IndexOf(words, option);
        return at < 0 ? 0 : int.Parse(words[at + 1]);
    }
}
