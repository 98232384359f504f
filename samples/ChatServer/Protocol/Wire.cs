using System.Text;

namespace ChatServer;

/// <summary>
/// Text as it is on the wire. One char is one byte (Latin-1), so what a client sends in whatever encoding goes to the others untouched,
/// and names can still be handled as strings.
/// </summary>
internal static class Wire
{
    /// <summary>What a line takes at most where nothing else was agreed on, with its CR LF and without tags (RFC 2812 2.3).</summary>
    public const int UsualLine = 512;

    /// <summary>What the tags of a message may take on their way to a client, with the <c>@</c> and the space (IRCv3 message-tags).</summary>
    public const int MaxTags = 8191;

    /// <summary>What of that may come from a client, without the <c>@</c> and the space.</summary>
    public const int MaxClientTags = 4094;

    public static string FromBytes(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>Turns what an administrator wrote into the bytes that clients expect, which is UTF-8.</summary>
    public static string FromText(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes text as bytes.</summary>
    /// <returns>How many.</returns>
    public static int Write(ReadOnlySpan<char> text, Span<byte> bytes) => Encoding.Latin1.GetBytes(text, bytes);

    /// <summary>Cuts a text, if possible not inside of a UTF-8 character.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        int start = length;
        while (start > 0 && length - start < 3 && IsContinuation(text[start]))
        {
            start--;
        }

        return text[..(IsLead(text[start]) ? start : length)];
    }

    /// <summary>Makes one word of something that a client sent, so that it can stand in the middle of a reply.</summary>
    public static string Word(string text)
    {
        int end = text.IndexOf(' ');
        string word = (end < 0 ? text : text[..end]).TrimStart(':');
        return word.Length == 0 ? "*" : word;
    }

    private static bool IsContinuation(char unit) => (unit & 0xC0) == 0x80;

    private static bool IsLead(char unit) => unit >= 0xC0;
}
