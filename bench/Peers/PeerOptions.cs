using System.Globalization;
using System.Net;

/// <summary>The command line that every server in this folder understands.</summary>
internal sealed record PeerOptions
{
    /// <summary>The longest line, without its end.</summary>
    public const int MaxLine = 64 * 1024;

    public int Port { get; private init; }

    /// <summary>One of echo, line and broadcast.</summary>
    public string Mode { get; private init; } = "echo";

    /// <summary>For servers that can look for events without sleeping.</summary>
    public int SpinMicroseconds { get; private init; }

    public static PeerOptions Parse(string[] args)
    {
        PeerOptions options = new();
        for (int index = 0; index < args.Length; index += 2)
        {
            string value = index + 1 < args.Length ? args[index + 1] : "";
            options = args[index] switch
            {
                "--port" => options with { Port = int.Parse(value, CultureInfo.InvariantCulture) },
                "--mode" when value is "echo" or "line" or "broadcast" => options with { Mode = value },
                "--spin-us" => options with { SpinMicroseconds = int.Parse(value, CultureInfo.InvariantCulture) },
                _ => throw new ArgumentException($"What is {args[index]} {value}?"),
            };
        }

        return options;
    }

    /// <summary>Tells whoever started the server where it is.</summary>
    public static void Announce(EndPoint? endPoint) => Console.WriteLine($"Listening on {endPoint}");
}
