using System.Globalization;
using System.Text.RegularExpressions;
using Race.Processes;

namespace Race.Measuring;

/// <summary>
/// Counts a server's system calls per message, after the rounds: with perf, which counts without slowing anybody down, or with strace,
/// which makes every call slow, so that a loop always finds more to do.
/// </summary>
/// <param name="saturated">Whether the server has to be the slower side, as with strace it is.</param>
internal sealed partial class SystemCallCounter(bool saturated)
{
    private const double Seconds = 0.5;

    private static readonly TimeSpan s_attaching = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly string? _tool = saturated && Command.Exists("strace") ? "strace" : Choose();

    /// <summary>Counts.</summary>
    /// <returns>Calls per message and with what they were counted; null where nothing can count.</returns>
    /// <exception cref="RaceException">The server failed meanwhile.</exception>
    public (double Calls, string Tool)? Count(Contender contender)
    {
        if (_tool is null)
        {
            return null;
        }

        string file = Path.Combine(Repository.Results, "system-calls.txt");
        File.Delete(file);
        string pids = string.Join(',', contender.Server.Processes);
        using PinnedProcess tool = PinnedProcess.Start(
            _tool == "perf" ? $"perf stat -x, -e raw_syscalls:sys_enter -p {pids} -o '{file}'" : $"strace -f -c -U calls,name -p {pids} -o '{file}'", core: -1);
        Thread.Sleep(s_attaching);
        double messages = contender.Load.Work(Seconds).Messages;
        tool.Interrupt();
        if (tool.WaitForExit(s_patience) is null || !File.Exists(file))
        {
            return null;
        }

        Match match = (_tool == "perf" ? PerfPattern() : StracePattern()).Match(File.ReadAllText(file));
        File.Delete(file);
        return match.Success ? (double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) / messages, _tool) : null;
    }

    private static string? Choose()
    {
        const string Try = "perf stat -x, -e raw_syscalls:sys_enter -- true 2>&1 | grep -q '^[0-9]'";
        return Command.Exists("perf") && Command.Run(Try, Repository.Root, s_patience, CancellationToken.None).Succeeded ? "perf"
            : Command.Exists("strace") ? "strace"
            : null;
    }

    [GeneratedRegex(@"^(\d+),,raw_syscalls", RegexOptions.Multiline)]
    private static partial Regex PerfPattern();

    [GeneratedRegex(@"^\s*(\d+)\s+total", RegexOptions.Multiline)]
    private static partial Regex StracePattern();
}
