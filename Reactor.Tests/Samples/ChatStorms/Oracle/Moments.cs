using System.Globalization;
using System.Text.RegularExpressions;

namespace Reactor.Tests.Samples.ChatStorms;

/// <summary>
/// Compares lines that tell times. The clock goes on while the server handles a line, and more so when the process stands still meanwhile, so
/// a time that the server tells may be a little later than what the oracle has seen.
/// </summary>
internal static partial class Moments
{
    private const double Tolerance = 1;

    public static bool AreAlike(string foretold, string heard)
    {
        if (foretold == heard)
            return true;
        MatchCollection ours = Times().Matches(foretold), theirs = Times().Matches(heard);
        return ours.Count > 0 && ours.Count == theirs.Count
            && Times().Replace(foretold, "?") == Times().Replace(heard, "?")
            && ours.Zip(theirs).All(pair => Math.Abs(Seconds(pair.First.Value) - Seconds(pair.Second.Value)) <= Tolerance);
    }

    private static double Seconds(string text) => text.EndsWith('Z')
        ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() / 1000.0
        : double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A timestamp, seconds since 1970, or how long somebody is idle.</summary>
    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z|\b\d{10}\b|(?<=^:\S+ 317 \S+ \S+ )\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Times();
}
