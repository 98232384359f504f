// A load for servers, written on Reactor: it sends, verifies every byte that returns, and counts messages and the server's CPU time
// in one and the same window. LoadOptions.Usage says what it can do.
using Load;
using Reactor;

if (LoadOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(LoadOptions.Usage);
    return 2;
}

using EventLoop loop = new(new EventLoopOptions { BusyPoll = options.Spin });
Workload load = Workload.Create(loop, options);
Conductor conductor = new(loop, load, options);
conductor.Open();
if (options.OnDemand)
{
    while (load.Errors == 0 && Console.ReadLine() is { } line)
    {
        conductor.Obey(line);
    }
}
else
{
    conductor.Obey($"{options.Warmup.TotalSeconds} settle");
    conductor.Obey($"{options.Seconds.TotalSeconds}");
}

conductor.End();
return load.Errors == 0 ? 0 : 1;
