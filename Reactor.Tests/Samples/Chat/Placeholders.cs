using System.Text.RegularExpressions;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>Compares a line with one that has <c>(n)</c> for any number <c>(t)</c> for any time as IRCv3 writes it, and <c>(d)</c> for any date as mails have it.</summary>
internal static class Placeholders
{
    private const string Time = @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z";

    private const string Date = @"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT";

    public static bool Fits(string expected, string actual)
    {
        string pattern = Regex.Escape(expected)
            .Replace(@"\(n\)", @"\d+", StringComparison.Ordinal)
            .Replace(@"\(t\)", Time, StringComparison.Ordinal)
            .Replace(@"\(d\)", Date, StringComparison.Ordinal);
        return Regex.IsMatch(actual, $"^{pattern}$", RegexOptions.CultureInvariant);
    }
}
