using System.Globalization;
using System.Runtime.InteropServices;

namespace Race.Machine;

/// <summary>What a reader has to know about the machine.</summary>
/// <remarks>
/// One thing that is not obvious is TCP's congestion control: <c>bbr</c> arms a timer for each burst, also on loopback, and in a virtual machine
/// that is costly. It is null in results from before it was asked for.
/// </remarks>
internal sealed record MachineFacts(
    string Processor, int Cores, bool IsVirtual, double MemoryGiB, string Kernel, string System, string Runtime, string? CongestionControl = null)
{
    public static MachineFacts Read() => new(
        CpuInfo("model name"),
        Environment.ProcessorCount,
        CpuInfo("flags").Split(' ').Contains("hypervisor"),
        Math.Round(long.Parse(Field("/proc/meminfo", "MemTotal", ':').Split(' ')[0], CultureInfo.InvariantCulture) / 1024.0 / 1024.0),
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim().Split('-')[0], // What follows names a build of it.
        Field("/etc/os-release", "PRETTY_NAME", '=').Trim('"'),
        RuntimeInformation.FrameworkDescription,
        File.ReadAllText("/proc/sys/net/ipv4/tcp_congestion_control").Trim());

    /// <summary>How many descriptors a process may have.</summary>
    public static long Descriptors()
    {
        string[] fields = Field("/proc/self/limits", "Max open files", ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries);

        // "Max open files  SOFT  HARD  files"; a program that needs more than the soft limit raises it.
        return fields is [.., string hard, "files"] && long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : long.MaxValue;
    }

    private static string CpuInfo(string name) => Field("/proc/cpuinfo", name, ':');

    private static string Field(string file, string name, char separator)
    {
        string? line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) : null;
        return line is null ? "unknown" : line[(line.IndexOf(separator, StringComparison.Ordinal) + 1)..].Trim();
    }
}
