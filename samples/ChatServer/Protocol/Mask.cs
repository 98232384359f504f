namespace ChatServer;

/// <summary>Wildcards: <c>*</c> is any text, <c>?</c> any one character (RFC 2812 2.5).</summary>
internal static class Mask
{
    public static bool HasWildcard(string mask) => mask.AsSpan().ContainsAny('*', '?');

    /// <summary>Whether a text fits a mask. Takes at most the product of both lengths, whatever a client makes up.</summary>
    public static bool Matches(ReadOnlySpan<char> mask, ReadOnlySpan<char> text)
    {
        int maskIndex = 0, textIndex = 0;
        int star = -1, retry = 0;
        while (textIndex < text.Length)
        {
            if (maskIndex < mask.Length && mask[maskIndex] == '*')
            {
                star = maskIndex++;
                retry = textIndex;
            }
            else if (maskIndex < mask.Length && (mask[maskIndex] == '?' || Casemap.Lower(mask[maskIndex]) == Casemap.Lower(text[textIndex])))
            {
                maskIndex++;
                textIndex++;
            }
            else if (star >= 0)
            {
                // Only the last star need take more: an earlier one that took more could not do better.
                maskIndex = star + 1;
                textIndex = ++retry;
            }
            else
            {
                return false;
            }
        }

        return mask[maskIndex..].TrimStart('*').IsEmpty;
    }

    /// <summary>Completes a mask to <c>nick!user@host</c>: a name alone is a nick, and what has an <c>@</c> but no <c>!</c> is a user and a host.</summary>
    public static string Complete(string mask)
    {
        int user = mask.IndexOf('!');
        int host = mask.IndexOf('@', Math.Max(user, 0));
        return (user >= 0, host >= 0) switch
        {
            (true, true) => $"{Part(mask[..user])}!{Part(mask[(user + 1)..host])}@{Part(mask[(host + 1)..])}",
            (true, false) => $"{Part(mask[..user])}!{Part(mask[(user + 1)..])}@*",
            (false, true) => $"*!{Part(mask[..host])}@{Part(mask[(host + 1)..])}",
            _ => $"{Part(mask)}!*@*",
        };
    }

    private static string Part(string text) => text.Length == 0 ? "*" : text;
}
