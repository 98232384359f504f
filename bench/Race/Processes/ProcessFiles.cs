using System.Globalization;
using Race.Machine;

namespace Race.Processes;

/// <summary>Resident memory in KiB: all of it, and with shared pages divided among those who share them.</summary>
internal readonly record struct MemoryUse(long Resident, long Proportional);

/// <summary>What <c>/proc</c> tells about processes.</summary>
internal static class ProcessFiles
{
    public static IReadOnlyList<int> WithDescendants(int process)
    {
        List<int> found = [process];
        for (int index = 0; index < found.Count; index++)
        {
            found.AddRange(Children(found[index]));
        }

        return found;
    }

    /// <summary>Seconds of CPU that processes have used, all their threads together, to a hundredth each.</summary>
    public static double CpuSeconds(IReadOnlyList<int> processes) => processes.Sum(CpuTicks) / UserTicks.PerSecond;

    public static MemoryUse Memory(IReadOnlyList<int> processes) => new(
        processes.Sum(process => Value($"/proc/{process}/status", "VmRSS:")),
        processes.Sum(process => Value($"/proc/{process}/smaps_rollup", "Pss:")));

    private static double CpuTicks(int process)
    {
        // "number (name) state ..." : a name may hold anything. Behind it the twelfth and thirteenth are the user's and the system's part.
        string text = Read($"/proc/{process}/stat");
        string[] fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 12 ? UserTicks.Parse(fields[11]) + UserTicks.Parse(fields[12]) : 0;
    }

    private static IEnumerable<int> Children(int process)
    {
        string threads = $"/proc/{process}/task";
        return Directory.Exists(threads)
            ? Directory.GetDirectories(threads)
                .SelectMany(thread => Read($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                .Select(child => int.Parse(child, CultureInfo.InvariantCulture))
            : [];
    }

    private static long Value(string file, string name)
    {
        string? line = Read(file).Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, string number, ..] ? long.Parse(number, CultureInfo.InvariantCulture) : 0;
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process or the thread has ended, or it is another user's.
            return "";
        }
    }
}
