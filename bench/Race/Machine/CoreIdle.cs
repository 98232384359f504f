namespace Race.Machine;

/// <summary>How long the two cores have idled, together.</summary>
internal sealed class CoreIdle(int one, int other)
{
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
                ticks += UserTicks.Parse(fields[4]) + UserTicks.Parse(fields[5]);
            }
        }

        return ticks / UserTicks.PerSecond;
    }
}
