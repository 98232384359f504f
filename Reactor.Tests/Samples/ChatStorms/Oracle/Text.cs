namespace Reactor.Tests.Samples.ChatStorms;

/// <summary>What IRC says of text, written down once more: slowly and plainly, and without a look at the server.</summary>
internal static class Text
{
    public const int MaxMessage = 510;

    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ[]\\~";
    private const string Lower = "abcdefghijklmnopqrstuvwxyz{}|^";

    /// <summary>Two names are the same if they fold to the same (CASEMAPPING=rfc1459).</summary>
    public static string Fold(string name)
    {
        char[] folded = name.ToCharArray();
        for (int index = 0; index < folded.Length; index++)
        {
            int upper = Upper.IndexOf(folded[index], StringComparison.Ordinal);
            if (upper >= 0)
                folded[index] = Lower[upper];
        }

        return new string(folded);
    }

    /// <summary>At most so much, without half a UTF-8 character at the end.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length)
            return text;
        for (int back = 0; back <= 3 && back <= length; back++)
        {
            char unit = text[length - back];
            if (unit >= 0xC0)
                return text[..(length - back)];
            if (unit < 0x80)
                break;
        }

        return text[..length];
    }

    /// <summary>The first word, as it can stand in the middle of an answer.</summary>
    public static string Word(string text)
    {
        string word = text.Split(' ')[0].TrimStart(':');
        return word.Length == 0 ? "*" : word;
    }

    public static string[] List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);

    public static bool HasWildcard(string mask) => mask.Contains('*') || mask.Contains('?');

    /// <summary>Whether a text fits a mask, by a table of which beginning fits which.</summary>
    public static bool Matches(string mask, string text)
    {
        mask = Fold(mask);
        text = Fold(text);
        bool[,] fits = new bool[mask.Length + 1, text.Length + 1];
        fits[0, 0] = true;
        for (int m = 1; m <= mask.Length; m++)
        {
            fits[m, 0] = fits[m - 1, 0] && mask[m - 1] == '*';
            for (int t = 1; t <= text.Length; t++)
            {
                fits[m, t] = mask[m - 1] switch
                {
                    '*' => fits[m - 1, t] || fits[m, t - 1],
                    '?' => fits[m - 1, t - 1],
                    char unit => fits[m - 1, t - 1] && unit == text[t - 1],
                };
            }
        }

        return fits[mask.Length, text.Length];
    }

    /// <summary>A mask as it goes on a list: nick!user@host, with stars for what was left out.</summary>
    public static string Complete(string mask)
    {
        string nick = mask, rest = "";
        int user = mask.IndexOf('!', StringComparison.Ordinal);
        if (user >= 0)
        {
            nick = mask[..user];
            rest = mask[(user + 1)..];
        }
        else if (mask.Contains('@', StringComparison.Ordinal))
        {
            nick = "";
            rest = mask;
        }

        int host = rest.IndexOf('@', StringComparison.Ordinal);
        string name = host < 0 ? rest : rest[..host];
        return $"{Part(nick)}!{Part(name)}@{Part(host < 0 ? "" : rest[(host + 1)..])}";

        static string Part(string text) => text.Length == 0 ? "*" : text;
    }

    public static string Timestamp(DateTimeOffset time) =>
        $"{time.Year:D4}-{time.Month:D2}-{time.Day:D2}T{time.Hour:D2}:{time.Minute:D2}:{time.Second:D2}.{time.Millisecond:D3}Z";

    public static bool IsNumber(string text, out int number)
    {
        number = 0;
        return text.Length > 0 && text.All(char.IsAsciiDigit) && int.TryParse(text, out number);
    }
}
