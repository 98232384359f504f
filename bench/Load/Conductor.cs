using System.Diagnostics;
using Reactor;

namespace Load;

/// <summary>Opens the connections, measures windows, and ends the connections. Everything has to happen within a time.</summary>
internal sealed class Conductor(EventLoop loop, Workload load, LoadOptions options)
{
    private const int MostOpening = 200; // Less than any server's queue of connections to accept.

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(1);

    public void Open()
    {
        long progress = Stopwatch.GetTimestamp();
        for (int started = 0, opened = 0; opened < load.Total && load.Errors == 0;)
        {
            // The last comes when all others are there.
            while (started < load.Total && started - load.Opened < MostOpening && (started < load.Total - 1 || load.Opened == started))
            {
                load.Open(started++);
            }

            loop.RunOnce(TimeSpan.FromMilliseconds(100));
            if (load.Opened > opened)
            {
                opened = load.Opened;
                progress = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetElapsedTime(progress) > s_patience)
            {
                load.Report($"{opened} of {load.Total} connections were made, and then no more");
            }
        }
    }

    /// <summary>Measures a window as a line asks for it: a number of seconds, and perhaps "settle".</summary>
    public void Obey(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 0 && LoadOptions.ParseSeconds(words[0]) is { } length && load.Errors == 0)
        {
            bool forget = words.Length > 1;
            string counts = Measure(length);
            Console.WriteLine(counts + load.Describe(forget));
        }
        else
        {
            load.Report($"cannot measure '{line}'");
            Console.WriteLine($"messages=0 errors={load.Errors}");
        }
    }

    /// <summary>The end is a check too: send, half-close at once, and expect all that is still on its way, and then the server's end.</summary>
    public void End()
    {
        if (load.Errors > 0)
        {
            return;
        }

        if (load.EndsInFlight)
        {
            load.Phase = Phase.Working;
            load.Begin();
        }

        load.Phase = Phase.Ending;
        load.EndWorkers();
        RunFor(TimeSpan.Zero, () => { });
        if (load.Working > 0)
        {
            load.Report($"{load.Working} connections were not ended after their half-close");
        }
    }

    private string Measure(TimeSpan length)
    {
        long count = load.Count;
        long begin = Stopwatch.GetTimestamp();
        long server = CpuClock.Nanoseconds(options.ServerProcesses);
        long own = CpuClock.OwnNanoseconds;
        long allocated = GC.GetTotalAllocatedBytes(precise: false);

        load.Phase = Phase.Working;
        load.Begin();
        RunFor(length, () =>
        {
            load.Phase = Phase.Pausing;
            load.StopIfQuiet();
        });

        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        own = CpuClock.OwnNanoseconds - own;
        allocated = GC.GetTotalAllocatedBytes(precise: false) - allocated;
        WaitForServer();
        server = CpuClock.Nanoseconds(options.ServerProcesses) - server;
        count = load.Count - count;
        if (load.Errors == 0 && !load.IsQuiet)
        {
            load.Report(
                $"too slow, or lost: {s_patience.TotalSeconds} s after the window {load.BytesInFlight} bytes on {load.Working} connections"
                + " had not returned");
        }
        else if (load.Errors == 0 && count == 0)
        {
            load.Report("nothing returned");
        }

        double messages = (double)count / load.CountPerMessage;
        return $"messages={messages} seconds={seconds:F6} rate={messages / seconds:F1} errors={load.Errors} server_cpu_ns={server}"
            + $" load_cpu_ns={own} load_allocated={allocated} server_ns_per_message={(count > 0 ? server / messages : 0):F2}";
    }

    /// <summary>Until the server's clock tells all that the server has used: see <see cref="CpuClock"/>.</summary>
    private void WaitForServer()
    {
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) <= CpuClock.Tick && ServerThreads.AreAnyRunning(options.ServerProcesses))
        {
            loop.RunOnce(s_look);
        }
    }

    /// <summary>Runs the loop until it is stopped, or patience ends; after a time something else is to be done.</summary>
    private void RunFor(TimeSpan time, Action then)
    {
        using LoopTimer end = loop.Schedule(time, then);
        using LoopTimer patience = loop.Schedule(time + s_patience, loop.Stop);
        loop.Run();
    }
}
