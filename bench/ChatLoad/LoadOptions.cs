using System.Globalization;
using System.Net;

/// <summary>What the command line says.</summary>
internal sealed record LoadOptions
{
    public const string Usage = """
        Usage: ChatLoad --server ADDRESS:PORT [OPTION NUMBER]...
          --clients   how many connect (default 1000)
          --channels  over how many channels they are spread (default 1)
          --rounds    how often somebody speaks in each channel, in each of the three phases (default 100)
          --burst     how many lines whoever speaks says at once (default 1)
          --size      how long the text of a line is, in bytes (default 100)
          --stalled   how many stop reading for the second phase, until they are thrown out (default 0)
          --wait      how many milliseconds there are between two rounds (default 0: the next begins when all have heard the last)
        Every member checks that it gets every line once and in order. The server has to allow as many connections from one address,
        and has to run without a limit on floods: --max-per-address 0 --flood-rate 0.
        """;

    public IPEndPoint Server { get; private init; } = new(IPAddress.Loopback, 6667);

    public int Clients { get; private init; } = 1000;

    public int Channels { get; private init; } = 1;

    public int Rounds { get; private init; } = 100;

    public int Burst { get; private init; } = 1;

    public int Size { get; private init; } = 100;

    public int Stalled { get; private init; }

    public int Wait { get; private init; }

    public static LoadOptions? Parse(string[] args)
    {
        LoadOptions options = new();
        for (int index = 0; index + 1 < args.Length; index += 2)
        {
            string value = args[index + 1];
            if (args[index] == "--server" && IPEndPoint.TryParse(value, out IPEndPoint? server))
            {
                options = options with { Server = server };
            }
            else if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && options.With(args[index], number) is { } changed)
            {
                options = changed;
            }
            else
            {
                return null;
            }
        }

        bool makesSense = options is { Clients: > 0, Channels: > 0, Size: >= 32 and <= 400 } && options.Clients >= options.Channels;
        return args.Length % 2 == 0 && makesSense ? options : null;
    }

    private LoadOptions? With(string name, int number) => name switch
    {
        "--clients" => this with { Clients = number },
        "--channels" => this with { Channels = number },
        "--rounds" => this with { Rounds = number },
        "--burst" => this with { Burst = number },
        "--size" => this with { Size = number },
        "--stalled" => this with { Stalled = number },
        "--wait" => this with { Wait = number },
        _ => null,
    };
}
