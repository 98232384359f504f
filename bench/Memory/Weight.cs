using System.Globalization;

namespace Memory;

/// <summary>How much memory a process holds, in bytes.</summary>
internal readonly record struct Weight(long Managed, long Resident)
{
    /// <summary>That of this process, after all garbage and the pages that it was on have been given back.</summary>
    public static Weight Now()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return new Weight(GC.GetTotalMemory(forceFullCollection: true), ResidentBytes());
    }

    public static Weight Parse(string text) => text.Split(' ') is [string managed, string resident]
        ? new Weight(long.Parse(managed, CultureInfo.InvariantCulture), long.Parse(resident, CultureInfo.InvariantCulture))
        : throw new FormatException($"'{text}' is not a weight.");

    public override string ToString() => FormattableString.Invariant($"{Managed} {Resident}");

    private static long ResidentBytes()
    {
        // "VmRSS:     12345 kB"
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line["VmRSS:".Length..^" kB".Length], CultureInfo.InvariantCulture);
    }
}
