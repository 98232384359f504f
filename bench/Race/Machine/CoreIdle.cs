using System.Globalization;

namespace Race.Machine;

/// <summary>How long the two cores have idled, together.</summary>
internal sealed class CoreIdle(int one, int other)
{
    private const int SecondsPerTick = 100; // USER_HZ, the same everywhere.

    /// <summary>Seconds since the machine started.</summary>
    public double Seconds()
    {
        double ticks = 0;
        foreach (string line in File.ReadLines("/proc/stat"))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields[0] == $"cpu{one}" || fields[0] == $"cpu{other}")
            {
                // name user nice system idle waiting
                ticks += Ticks(fields[4]) + Ticks(fields[5]);
            }
        }

        return ticks / SecondsPerTick;
    }

    private static double Ticks(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
