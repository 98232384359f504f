using System.Globalization;

namespace Race.Processes;

/// <summary>What a load did in one window.</summary>
internal sealed record Slice(double Messages, double Seconds, long ServerCpu, long LoadCpu, int Errors, Latencies? Latencies)
{
    /// <summary>Reads a line of name=value pairs; null if it is not one.</summary>
    public static Slice? Parse(string line)
    {
        Dictionary<string, string> values = [];
        foreach (string pair in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair.Split('=') is [string name, string value])
            {
                values[name] = value;
            }
        }

        return values.ContainsKey("messages")
            ? new Slice(
                Number("messages"),
                Number("seconds"),
                (long)Number("server_cpu_ns"),
                (long)Number("load_cpu_ns"),
                (int)Number("errors"),
                values.ContainsKey("p50_us") ? new Latencies(Number("p50_us"), Number("p90_us"), Number("p99_us"), Number("p999_us"), Number("max_us")) : null)
            : null;

        double Number(string name) => values.TryGetValue(name, out string? value) ? double.Parse(value, CultureInfo.InvariantCulture) : 0;
    }
}

/// <summary>How long messages took from when they were due, in microseconds.</summary>
internal sealed record Latencies(double Median, double Most90, double Most99, double Most999, double Most);
