using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ChatServer;

/// <summary>Reads <see cref="ChatOptions"/> from the arguments of the program.</summary>
internal static class CommandLine
{
    public const string Usage = """
        Usage: ChatServer [OPTION VALUE]...
          --host NAME               the address or name to listen on (default 127.0.0.1)
          --port NUMBER             the port; 0 lets the system choose, and the choice is printed (default 6667)
          --name NAME               how the server calls itself (default chat.local)
          --network NAME            how the network is called (default Reactor)
          --motd FILE               the message of the day; SIGHUP reads it again (default none)
          --password WORD           what clients have to say with PASS (default none)
          --oper NAME:PASSWORD      who may say OPER (default nobody)
          --verbose                 says who comes and goes
        Limits; 0 turns one off:
          --flood-rate LINES        lines of a client that are handled in a second, in the long run (default 4)
          --flood-burst LINES       lines that a client may send at once (default 40)
          --sendq BYTES             what may wait for a client that reads slowly, at least 16384 (default 1048576)
          --max-per-address NUMBER  connections from one address (default 64)
          --ping-timeout SECONDS    how long a client may be silent (default 240)
          --registration-timeout SECONDS
                                    how long a client may take to say who it is (default 30)
          --line-length BYTES       how long a line may be, from 512 to 8192 (default 512)
          --max-targets NUMBER      how many one message, KICK or LIST may be for (default 4)
          --max-channels NUMBER     how many channels a user may be in (default 50)
          --nick-length NUMBER      how long a nick may be, at most 100 (default 30)
          --topic-length NUMBER     how long a topic may be (default 300)
        """;

    // The welcome alone takes some kilobytes.
    private const int LeastSendQueue = 16 * 1024;

    private static readonly Dictionary<string, Option> s_options = new()
    {
        ["--host"] = new("an address or a name", (o, value) => string.IsNullOrWhiteSpace(value) ? null : o with { Host = value }),
        ["--port"] = new("a number from 0 to 65535", (o, value) => Number(value, ushort.MaxValue) is { } port ? o with { Port = port } : null),
        ["--name"] = new("a name without spaces, at most 63 letters, digits, dots and dashes", (o, value) => IsName(value) ? o with { Name = value } : null),
        ["--network"] = new("a name without spaces, at most 63 letters, digits, dots and dashes", (o, value) => IsName(value) ? o with { Network = value } : null),
        ["--motd"] = new("a file", (o, value) => value.Length == 0 ? null : o with { MotdFile = value }),
        ["--password"] = new("a word", (o, value) => value.Length == 0 ? null : o with { Password = Wire.FromText(value) }),
        ["--oper"] = new("NAME:PASSWORD", Operator),
        ["--flood-rate"] = new("a number of lines per second, 0 for any", (o, value) => Rate(value) is { } rate ? o with { FloodRate = rate } : null),
        ["--flood-burst"] = new("a number of lines, 0 for any", (o, value) => Number(value) is { } lines ? o with { FloodBurst = lines } : null),
        ["--sendq"] = new("a number of bytes from 16384 on, 0 for any", (o, value) => Number(value) is { } bytes and (0 or >= LeastSendQueue) ? o with { SendQueue = bytes } : null),
        ["--max-per-address"] = new("a number, 0 for any", (o, value) => Number(value) is { } number ? o with { MaxPerAddress = number } : null),
        ["--ping-timeout"] = new("a number of seconds, 0 for never", (o, value) => Seconds(value) is { } time ? o with { PingTimeout = time } : null),
        ["--registration-timeout"] = new("a number of seconds, 0 for never", (o, value) => Seconds(value) is { } time ? o with { RegistrationTimeout = time } : null),
        ["--line-length"] = new("a number of bytes from 512 to 8192, 0 for 8192", (o, value) => Number(value, ChatOptions.LongestLine) is { } bytes and (0 or >= Wire.UsualLine) ? o with { LineLength = bytes } : null),
        ["--max-targets"] = new("a number, 0 for any", (o, value) => Number(value) is { } number ? o with { MaxTargets = number } : null),
        ["--max-channels"] = new("a number, 0 for any", (o, value) => Number(value) is { } number ? o with { MaxChannels = number } : null),
        ["--nick-length"] = new("a number up to 100, 0 for 100", (o, value) => Number(value, ChatOptions.LongestNick) is { } length ? o with { NickLength = length } : null),
        ["--topic-length"] = new("a number, 0 for any", (o, value) => Number(value) is { } length ? o with { TopicLength = length } : null),
    };

    /// <summary>Reads the arguments.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="options">What they say.</param>
    /// <param name="message">In one line what is wrong, and what to do.</param>
    public static bool TryParse(string[] args, [NotNullWhen(true)] out ChatOptions? options, [NotNullWhen(false)] out string? message)
    {
        options = new ChatOptions();
        message = null;
        for (int index = 0; index < args.Length; index++)
        {
            switch (args[index])
            {
                case "--verbose":
                    options = options with { Verbose = true };
                    continue;
                case "--help" or "-h":
                    options = options with { Help = true };
                    continue;
            }

            string? value = index + 1 < args.Length ? args[index + 1] : null;
            if (!s_options.TryGetValue(args[index], out Option? option))
            {
                message = $"ChatServer: there is no option '{args[index]}'. Try --help.";
            }
            else if (value is null || option.Apply(options, value) is not { } changed)
            {
                message = $"ChatServer: {args[index]} needs {option.Needs}{(value is null ? "" : $", not '{value}'")}. Try --help.";
            }
            else
            {
                options = changed;
                index++;
                continue;
            }

            options = null;
            return false;
        }

        return true;
    }

    private static ChatOptions? Operator(ChatOptions options, string value)
    {
        int colon = value.IndexOf(':');
        return colon <= 0 || colon == value.Length - 1 || value.Contains(' ', StringComparison.Ordinal)
            ? null
            : options with { OperatorName = Wire.FromText(value[..colon]), OperatorPassword = Wire.FromText(value[(colon + 1)..]) };
    }

    private static bool IsName(string value) =>
        value.Length is > 0 and <= 63 && value.All(unit => char.IsAsciiLetterOrDigit(unit) || unit is '.' or '-');

    private static int? Number(string text, int most = int.MaxValue) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most ? number : null;

    private static double? Decimal(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;

    /// <summary>A rate that is not zero is not so small that the wait for a line would be longer than times can be.</summary>
    private static double? Rate(string text) => Decimal(text) is { } rate and (0 or >= 0.001) ? rate : null;

    private static TimeSpan? Seconds(string text) => Decimal(text) switch
    {
        null => null,
        0 => Timeout.InfiniteTimeSpan,
        { } seconds when seconds < 0.001 || seconds > int.MaxValue => null,
        { } seconds => TimeSpan.FromSeconds(seconds),
    };

    /// <summary>An option with a value.</summary>
    /// <param name="Needs">What the value has to be.</param>
    /// <param name="Apply">Takes it in; null if it is none.</param>
    private sealed record Option(string Needs, Func<ChatOptions, string, ChatOptions?> Apply);
}
