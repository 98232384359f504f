using System.Globalization;
using System.Net;

namespace Load;

/// <summary>What the command line says.</summary>
internal sealed record LoadOptions
{
    public const string Usage = """
        Usage: Load --port NUMBER [OPTION VALUE]...
          --mode         echo, streams, churn, paced or broadcast (echo); see below
          --connections  connections that work; with broadcast, subscribers (50)
          --size         bytes of one message (64)
          --batch        messages sent at once; the next batch is sent when the last has returned (1)
          --pipeline     batches each connection keeps in flight (1)
          --text         lines: the messages are lines of text, ended with CR LF, and not random bytes
          --window       most bytes in flight on each connection, with streams, which sends when half of them have returned;
                         0 for what the sockets' buffers take (0)
          --idle         connections that echo one byte when they open and are silent from then on (0)
          --rate         messages per second of all connections together, with paced (10000)
          --seconds      length of the measured window (3)
          --warmup       the same work before the window, not counted (1)
          --server-pid   measure the CPU time of these processes; numbers with commas between them
          --spin-us      look for events without sleeping for so many microseconds before sleeping (0)
          --on-demand    takes no value; instead of one warm-up and one window: for every line on standard input, a number of seconds,
                         measure a window with the connections kept, and print its line. "0.1 settle" forgets latencies afterwards.

        echo       sends, waits for the echo, sends the next
        streams    sends chunks of up to 1 MiB without waiting and reads what returns; --size is only the unit that is counted
        churn      each connection echoes one message, half-closes and expects the server's end; the next takes its place
        paced      sends at a fixed rate, whether answers come or not; latencies count from when a message was due
        broadcast  one more connection, the speaker, sends a line when all subscribers have heard the last; a delivered line is a message

        A window is over when all that was sent in it has returned. The exit code is 1 if anything was wrong: a byte that differs,
        a connection lost, an answer missing, an end of input that was not returned.
        """;

    public string Mode { get; private init; } = "echo";

    public IPEndPoint Server { get; private init; } = new(IPAddress.Loopback, 0);

    public int Connections { get; private init; } = 50;

    public int Size { get; private init; } = 64;

    public int Batch { get; private init; } = 1;

    public int Pipeline { get; private init; } = 1;

    public bool IsText { get; private init; }

    public int Window { get; private init; }

    public int Idle { get; private init; }

    public int Rate { get; private init; } = 10_000;

    public TimeSpan Seconds { get; private init; } = TimeSpan.FromSeconds(3);

    public TimeSpan Warmup { get; private init; } = TimeSpan.FromSeconds(1);

    public int[] ServerProcesses { get; private init; } = [];

    public TimeSpan Spin { get; private init; }

    public bool OnDemand { get; private init; }

    public static LoadOptions? Parse(string[] args)
    {
        LoadOptions options = new();
        for (int index = 0; index < args.Length; index++)
        {
            if (args[index] == "--on-demand")
            {
                options = options with { OnDemand = true };
            }
            else if (index + 1 < args.Length && options.With(args[index], args[++index]) is { } changed)
            {
                options = changed;
            }
            else
            {
                return null;
            }
        }

        return options.Server.Port > 0 ? options : null;
    }

    private LoadOptions? With(string name, string value) => name switch
    {
        "--mode" when value is "echo" or "streams" or "churn" or "paced" or "broadcast" => this with { Mode = value },
        "--text" when value == "lines" => this with { IsText = true },
        "--server-pid" => this with { ServerProcesses = [.. value.Split(',').Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))] },
        "--seconds" when ParseSeconds(value) is { } time => this with { Seconds = time },
        "--warmup" when ParseSeconds(value) is { } time => this with { Warmup = time },
        _ => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? With(name, number) : null,
    };

    private LoadOptions? With(string name, int number) => name switch
    {
        "--port" when number <= ushort.MaxValue => this with { Server = new IPEndPoint(IPAddress.Loopback, number) },
        "--connections" when number > 0 => this with { Connections = number },
        "--size" when number is > 0 and <= Pattern.MostAtOnce => this with { Size = number },
        "--batch" when number > 0 => this with { Batch = number },
        "--pipeline" when number > 0 => this with { Pipeline = number },
        "--window" => this with { Window = number },
        "--idle" => this with { Idle = number },
        "--rate" when number > 0 => this with { Rate = number },
        "--spin-us" => this with { Spin = TimeSpan.FromMicroseconds(number) },
        _ => null,
    };

    public static TimeSpan? ParseSeconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and < 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
