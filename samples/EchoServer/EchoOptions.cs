using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EchoServer;

/// <summary>What the command line says.</summary>
public sealed record EchoOptions
{
    public const string Usage = """
        Usage: EchoServer [--host NAME] [--port NUMBER] [--idle-timeout SECONDS] [--write-timeout SECONDS] [--verbose]
          --host           the address or name to listen on (default 127.0.0.1)
          --port           the port; 0 lets the system choose, and the choice is printed (default 7000)
          --idle-timeout   closes a connection that is silent for so long (default 0, never)
          --write-timeout  resets a connection whose client takes nothing for so long; 0 for never (default 60)
          --verbose        says who comes and goes
        """;

    public string Host { get; private init; } = "127.0.0.1";

    public int Port { get; private init; } = 7000;

    public TimeSpan IdleTimeout { get; private init; } = Timeout.InfiniteTimeSpan;

    public TimeSpan WriteTimeout { get; private init; } = TimeSpan.FromSeconds(60);

    public bool Verbose { get; private init; }

    public bool Help { get; private init; }

    /// <summary>Reads the arguments.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="options">What they say.</param>
    /// <param name="message">In one line what is wrong, and what to do.</param>
    public static bool TryParse(string[] args, [NotNullWhen(true)] out EchoOptions? options, [NotNullWhen(false)] out string? message)
    {
        EchoOptions parsed = new();
        message = null;
        options = null;
        for (int index = 0; index < args.Length; index++)
        {
            string name = args[index];
            string? value = index + 1 < args.Length ? args[index + 1] : null;
            switch (name)
            {
                case "--verbose":
                    parsed = parsed with { Verbose = true };
                    continue;
                case "--help" or "-h":
                    parsed = parsed with { Help = true };
                    continue;
                case "--host" when !string.IsNullOrWhiteSpace(value):
                    parsed = parsed with { Host = value };
                    break;
                case "--port" when TryPort(value, out int port):
                    parsed = parsed with { Port = port };
                    break;
                case "--idle-timeout" when TrySeconds(value, out TimeSpan time):
                    parsed = parsed with { IdleTimeout = time };
                    break;
                case "--write-timeout" when TrySeconds(value, out TimeSpan time):
                    parsed = parsed with { WriteTimeout = time };
                    break;
                default:
                    message = Complaint(name, value);
                    return false;
            }

            index++;
        }

        options = parsed;
        return true;
    }

    private static string Complaint(string name, string? value)
    {
        string what = name switch
        {
            "--host" => $"{name} needs an address or a name",
            "--port" => $"{name} needs a number from 0 to 65535",
            "--idle-timeout" or "--write-timeout" => $"{name} needs a number of seconds, 0 for never",
            _ => $"there is no option '{name}'",
        };
        string got = value is null || what.StartsWith("there", StringComparison.Ordinal) ? "" : $", not '{value}'";
        return $"EchoServer: {what}{got}. Try --help.";
    }

    private static bool TryPort(string? text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= ushort.MaxValue;

    /// <summary>Zero means never.</summary>
    private static bool TrySeconds(string? text, out TimeSpan time)
    {
        bool parsed = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && seconds >= 0 && seconds < TimeSpan.MaxValue.TotalSeconds; // Infinities are parsed whatever the style, with their sign.
        time = !parsed || seconds == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds);
        return parsed && (seconds == 0 || time > TimeSpan.Zero);
    }
}
