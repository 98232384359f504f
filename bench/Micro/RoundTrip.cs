using System.ComponentModel;
using BenchmarkDotNet.Attributes;

namespace Reactor.Micro;

[Description("A function is sent to another thread that sleeps, and its answer waited for: two wake-ups, which the kernel charges for.")]
public class RoundTrip
{
    private EventLoop? _loop;
    private Thread? _thread;

    [GlobalSetup]
    public void Start()
    {
        _loop = new EventLoop();
        _thread = new Thread(() => _loop.Run()) { IsBackground = true };
        _thread.Start();
    }

    [GlobalCleanup]
    public void End()
    {
        _loop!.Stop();
        _thread!.Join();
        _loop.Dispose();
    }

    [Benchmark(Description = "round trip: EventLoop.InvokeAsync")]
    [Ours]
    public int Loop() => _loop!.InvokeAsync(static () => 1).GetAwaiter().GetResult();

    [Benchmark(Description = "round trip: Task.Run")]
    public int Pool() => Task.Run(static () => 1).GetAwaiter().GetResult();
}
