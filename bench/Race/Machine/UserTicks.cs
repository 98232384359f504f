using System.Globalization;

namespace Race.Machine;

/// <summary>The unit of time in <c>/proc</c>.</summary>
internal static class UserTicks
{
    public const double PerSecond = 100; // USER_HZ, the same everywhere.

    public static double Parse(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
