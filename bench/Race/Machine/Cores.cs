using System.Globalization;
using System.Runtime.InteropServices;

namespace Race.Machine;

/// <summary>The cores this program may use, and binding a thread to one.</summary>
internal static partial class Cores
{
    private const int MaskBytes = 128;

    public static IReadOnlyList<int> Allowed()
    {
        string list = File.ReadLines("/proc/self/status").First(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split(':')[1];
        return [.. list.Split(',').SelectMany(range => range.Split('-') is [string first, string last]
            ? Enumerable.Range(Number(first), Number(last) - Number(first) + 1)
            : [Number(range)])];
    }

    /// <summary>Binds the calling thread.</summary>
    public static void Pin(int core)
    {
        Span<byte> mask = stackalloc byte[MaskBytes];
        mask.Clear();
        mask[core / 8] = (byte)(1 << (core % 8));
        if (sched_setaffinity(0, (nuint)MaskBytes, ref MemoryMarshal.GetReference(mask)) != 0)
        {
            throw new RaceException($"A thread cannot be bound to core {core}.");
        }
    }

    private static int Number(string text) => int.Parse(text.Trim(), CultureInfo.InvariantCulture);

    [LibraryImport("libc")]
    private static partial int sched_setaffinity(int thread, nuint size, ref byte mask);
}
