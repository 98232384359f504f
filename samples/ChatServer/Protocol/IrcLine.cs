using System.Text;

namespace ChatServer;

/// <summary>Why a line was not taken as it is.</summary>
internal enum LineFault
{
    None,
    Empty,
    TooLong,
}

/// <summary>A line from a client, cut into its parts: <c>[@tags] [:source] command {parameter} [:last parameter]</c>.</summary>
internal sealed class IrcLine
{
    private const int MaxParameters = 15;

    private readonly List<string> _parameters = [];

    private IrcLine()
    {
    }

    /// <summary>In capitals.</summary>
    public string Command { get; private set; } = "";

    /// <summary>The tag that asks for an answer that can be told from others (IRCv3 labeled-response); null without.</summary>
    public string? Label { get; private set; }

    /// <summary>The tags meant for other clients, those that begin with <c>+</c>, as they came.</summary>
    public string ClientTags { get; private set; } = "";

    public int Count => _parameters.Count;

    /// <summary>A parameter as it came; empty if there is none.</summary>
    public string this[int index] => index < _parameters.Count ? _parameters[index] : "";

    /// <summary>A parameter as one word, which can stand in the middle of a reply.</summary>
    public string Word(int index) => Wire.Word(this[index]);

    /// <summary>The parts of a parameter that is a list: <c>a,b,c</c>.</summary>
    public string[] List(int index) => this[index].Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Cuts a line into its parts; of one that is too long only the tags, if they are not. The source that a client may put before a command says nothing, and is left out.</summary>
    /// <param name="bytes">The line without its end.</param>
    /// <param name="line">Its parts.</param>
    /// <param name="longest">How long it may be, without tags.</param>
    public static LineFault Parse(ReadOnlySpan<byte> bytes, out IrcLine line, int longest = Wire.UsualLine - 2)
    {
        line = new IrcLine();
        bytes = CutAtControl(bytes).TrimStart((byte)' ');
        ReadOnlySpan<byte> tags = default;
        if (!bytes.IsEmpty && bytes[0] == '@')
        {
            tags = TakeWord(ref bytes)[1..];
        }

        if (tags.Length > Wire.MaxClientTags)
        {
            return LineFault.TooLong;
        }

        line.ReadTags(tags);
        if (bytes.Length > longest)
        {
            return LineFault.TooLong;
        }

        if (!bytes.IsEmpty && bytes[0] == ':')
        {
            TakeWord(ref bytes);
        }

        line.Command = Capitals(TakeWord(ref bytes));
        line.ReadParameters(bytes);
        return line.Command.Length == 0 ? LineFault.Empty : LineFault.None;
    }

    private void ReadParameters(ReadOnlySpan<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            if (rest[0] == ':' || _parameters.Count == MaxParameters - 1)
            {
                _parameters.Add(Wire.FromBytes(rest[0] == ':' ? rest[1..] : rest));
                return;
            }

            _parameters.Add(Wire.FromBytes(TakeWord(ref rest)));
        }
    }

    private void ReadTags(ReadOnlySpan<byte> tags)
    {
        if (tags.IsEmpty)
        {
            return;
        }

        StringBuilder forOthers = new();
        foreach (string tag in Wire.FromBytes(tags).Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (tag[0] == '+')
            {
                forOthers.Append(forOthers.Length > 0 ? ";" : "").Append(tag);
            }
            else if (tag.StartsWith("label=", StringComparison.Ordinal) && tag.Length is > 6 and <= 6 + 64)
            {
                Label = tag[6..];
            }
        }

        ClientTags = forOthers.ToString();
    }

    /// <summary>Commands are ASCII; other bytes stay what they are, as they come back in the answer to an unknown command.</summary>
    private static string Capitals(ReadOnlySpan<byte> word) =>
        string.Create(word.Length, word, static (text, bytes) =>
        {
            for (int index = 0; index < text.Length; index++)
            {
                text[index] = (char)(bytes[index] is >= (byte)'a' and <= (byte)'z' ? bytes[index] - 32 : bytes[index]);
            }
        });

    /// <summary>A message cannot hold CR or NUL (RFC 2812 2.3.1): some clients would take what follows for a line of its own.</summary>
    private static ReadOnlySpan<byte> CutAtControl(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOfAny((byte)'\r', (byte)'\0');
        return end < 0 ? bytes : bytes[..end];
    }

    private static ReadOnlySpan<byte> TakeWord(scoped ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..].TrimStart((byte)' ');
        return word;
    }
}
