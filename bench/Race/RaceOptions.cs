using System.Globalization;
using Race.Machine;
using Race.Results;

namespace Race;

/// <summary>What the command line says.</summary>
internal sealed record RaceOptions
{
    public const string Usage = """
        Usage: dotnet run -c Release --project bench/Race -- [options]
          --scenario NAME ...     which to run (all)
          --server NAME ...       only look how these do, next to raw C: the page is about all servers in one race, and stays as it is.
                                  NAME=COMMAND races any command that takes --port 0 --mode MODE and prints "Listening on 127.0.0.1:PORT"
          --marks                 race only what the marks are about: raw C and Reactor, where there are marks
          --rounds N              rounds per scenario (9)
          --seconds S             measured time for each server in a round (3)
          --warmup S              work for each server before the first round (10)
          --slice S               the servers take turns after S seconds within a round (0.05; more in some scenarios)
          --patience S            how long to wait before a round until others leave the cores alone and the cores are near each other (60)
          --server-core N, --load-core N
                                  the cores to pin to (the second and the first that are allowed)
          --no-build              the servers are built already
          --no-docs               only look: leave the pages as they are, and the results they are made from
          --report                measure nothing: write the pages and the chart from the results that are there
          --list                  names the scenarios and the servers
        Results are kept in artifacts/bench, a file for each scenario: in everybody/, in marks/, and in looks/, of which the pages say nothing.
        """;

    public IReadOnlyList<string> Scenarios { get; private init; } = [];

    public IReadOnlyList<string> Servers { get; private init; } = [];

    public int Rounds { get; private init; } = 9;

    public double Seconds { get; private init; } = 3;

    public double Warmup { get; private init; } = 10;

    public double? Slice { get; private init; }

    public double Patience { get; private init; } = 60;

    public int ServerCore { get; private init; } = -1;

    public int LoadCore { get; private init; } = -1;

    public bool Builds { get; private init; } = true;

    public bool IsForMarks { get; private init; }

    public bool WritesDocs { get; private init; } = true;

    public bool OnlyReports { get; private init; }

    public bool OnlyLists { get; private init; }

    public RunKind Kind => Servers.Count > 0 || !WritesDocs ? RunKind.Look : IsForMarks ? RunKind.Marks : RunKind.Everybody;

    /// <summary>The command line again, for the report.</summary>
    public string Command { get; private init; } = "";

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="RaceException">They cannot be understood, or name what does not exist.</exception>
    public static RaceOptions Parse(string[] args) => Read(args).WithCores(Cores.Allowed());

    /// <summary>Reads the arguments, and asks nothing of the machine.</summary>
    /// <exception cref="RaceException">They cannot be understood, or name what does not exist.</exception>
    public static RaceOptions Read(string[] args)
    {
        RaceOptions options = new() { Command = string.Join(' ', args.Select(Quote)) };
        for (int index = 0; index < args.Length;)
        {
            string name = args[index++];
            int first = index;
            while (index < args.Length && !args[index].StartsWith("--", StringComparison.Ordinal))
            {
                index++;
            }

            options = options.With(name, args[first..index]) ?? throw new RaceException($"'{name}' is not understood.\n{Usage}");
        }

        foreach (string scenario in options.Scenarios.Where(name => Scenario.All.All(known => known.Name != name)))
        {
            throw new RaceException($"There is no scenario '{scenario}'; --list names them.");
        }

        if (options.IsForMarks && options.Servers.Count > 0)
        {
            throw new RaceException("--marks says which servers race; --server cannot be given with it.");
        }

        return options;
    }

    private RaceOptions? With(string name, string[] values) => (name, values) switch
    {
        ("--scenario", { Length: > 0 }) => this with { Scenarios = [.. Scenarios, .. values] },
        ("--server", { Length: > 0 }) => this with { Servers = [.. Servers, .. values] },
        ("--no-build", []) => this with { Builds = false },
        ("--marks", []) => this with { IsForMarks = true },
        ("--no-docs", []) => this with { WritesDocs = false },
        ("--report", []) => this with { OnlyReports = true },
        ("--list", []) => this with { OnlyLists = true },
        (_, [string value]) when Number(value) is { } number => With(name, number),
        _ => null,
    };

    private RaceOptions? With(string name, double number) => name switch
    {
        "--rounds" when number >= 1 => this with { Rounds = (int)number },
        "--seconds" when number > 0 => this with { Seconds = number },
        "--warmup" when number > 0 => this with { Warmup = number },
        "--slice" when number > 0 => this with { Slice = number },
        "--patience" => this with { Patience = number },
        "--server-core" => this with { ServerCore = (int)number },
        "--load-core" => this with { LoadCore = (int)number },
        _ => null,
    };

    /// <summary>Infinities are parsed whatever the style, with their sign.</summary>
    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;

    private RaceOptions WithCores(IReadOnlyList<int> allowed) => allowed.Count < 2
        ? throw new RaceException("Two cores are needed, one for the server and one for the load.")
        : this with
        {
            LoadCore = LoadCore < 0 ? allowed[0] : LoadCore,
            ServerCore = ServerCore < 0 ? allowed[1] : ServerCore,
        };

    private static string Quote(string argument) => argument.Any(char.IsWhiteSpace) ? $"'{argument}'" : argument;
}
