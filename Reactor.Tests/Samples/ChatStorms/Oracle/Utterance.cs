using System.Text;

namespace Reactor.Tests.Samples.ChatStorms;

/// <summary>A line that somebody sent, as the grammar of IRC reads it.</summary>
internal sealed class Utterance
{
    private Utterance()
    {
    }

    public bool IsTooLong { get; private set; }

    public string Command { get; private set; } = "";

    public List<string> Parameters { get; } = [];

    public string? Label { get; private set; }

    /// <summary>The tags that others get.</summary>
    public string Tags { get; private set; } = "";

    public string this[int index] => index < Parameters.Count ? Parameters[index] : "";

    public static Utterance Read(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        Utterance utterance = new() { IsTooLong = !isWhole };
        string text = Encoding.Latin1.GetString(bytes).Split('\r', '\0')[0].TrimStart(' ');
        if (isWhole && text.StartsWith('@'))
        {
            string tags = Take(ref text)[1..];
            utterance.IsTooLong = tags.Length > 4094;
            utterance.ReadTags(utterance.IsTooLong ? [] : tags.Split(';'));
        }

        utterance.IsTooLong |= text.Length > Text.MaxMessage;
        if (text.StartsWith(':'))
            Take(ref text);
        utterance.Command = Capitals(Take(ref text));
        while (text.Length > 0)
        {
            bool isLast = text[0] == ':' || utterance.Parameters.Count == 14;
            utterance.Parameters.Add(isLast ? (text[0] == ':' ? text[1..] : text) : Take(ref text));
            if (isLast)
                break;
        }

        return utterance;
    }

    private void ReadTags(string[] tags)
    {
        Tags = string.Join(';', tags.Where(tag => tag.StartsWith('+')));
        Label = tags.LastOrDefault(tag => tag.StartsWith("label=", StringComparison.Ordinal) && tag.Length is > 6 and <= 70)?[6..];
    }

    private static string Capitals(string text) => new([.. text.Select(unit => unit is >= 'a' and <= 'z' ? (char)(unit - 32) : unit)]);

    private static string Take(ref string text)
    {
        int end = text.IndexOf(' ', StringComparison.Ordinal);
        string word = end < 0 ? text : text[..end];
        text = text[word.Length..].TrimStart(' ');
        return word;
    }
}
