using Race.Results;

namespace Race.Report;

/// <summary>A scenario's result on the console.</summary>
internal static class ConsoleTable
{
    public static void Print(Scenario scenario, ScenarioResult result)
    {
        Console.WriteLine();
        Console.WriteLine($"{scenario.Name}: {scenario.Title}   ({scenario.Load})");
        List<string[]> rows =
        [
            ["median (min to max)", "messages per second", "server CPU, us", "rate / C", "CPU / C", "calls", "RSS, MiB", "B/conn", "busy: server, load"],
            .. result.Servers.Select(Row),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            Console.WriteLine("  " + string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
        }

        PrintOthers(scenario, result);
        foreach (ServerResult server in result.Servers.Where(server => server.Rounds[0].Latencies is not null))
        {
            Console.WriteLine($"  {server.Name}: latency in us: median {Micro(server, l => l.Median)}, 99 % {Micro(server, l => l.Most99)}, 99.9 % {Micro(server, l => l.Most999)}, most {Micro(server, l => l.Most)}");
        }

        foreach (ServerResult server in result.Servers.Where(server => server.Flaw.Length > 0))
        {
            Console.WriteLine($"  {server.Name}: {server.Flaw}");
        }

        foreach (LeftOut server in result.LeftOut)
        {
            Console.WriteLine($"  left out: {server.Name}: {server.Reason}");
        }

        foreach (MarkOutcome outcome in MarkOutcome.Of(scenario, result))
        {
            Console.WriteLine($"  mark: {outcome}");
        }

        if (result.Servers.Count > 0)
        {
            Console.WriteLine($"  {Cleanliness.Of(result)}");
        }
    }

    private static void PrintOthers(Scenario scenario, ScenarioResult result)
    {
        foreach (string other in scenario.OtherBaselines)
        {
            foreach (ServerResult server in result.Servers.Where(server => server.RateRatio(other).Median > 0))
            {
                Console.WriteLine($"  {server.Name} / {other}: rate {server.RateRatio(other).ToString("F3")}, CPU {server.CpuRatio(other).ToString("F3")}");
            }
        }
    }

    private static string Micro(ServerResult server, Func<Processes.Latencies, double> percentile) => server.Latency(percentile)!.Value.ToString("F0");

    private static string[] Row(ServerResult server)
    {
        (double busyServer, double busyLoad) = server.Busy();
        return
        [
            server.Name,
            server.Rate().ToString("F0"),
            server.Cost().ToString("F3"),
            server.RateRatio(Scenario.Baseline).ToString("F3"),
            server.CpuRatio(Scenario.Baseline).ToString("F3"),
            server.SystemCalls is { } calls ? $"{calls:F3}" : "–",
            $"{server.MemoryAfter.Resident / 1024.0:F1}",
            $"{server.MemoryPerConnection:F0}",
            $"{busyServer:F0} %, {busyLoad:F0} %",
        ];
    }
}
