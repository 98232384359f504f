using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Reactor.Timers;

namespace Reactor.Micro;

[Description("Timers are added, half a minute to a minute and a half ahead, until so many are outstanding; taking them out again is not measured.")]
[EvaluateOverhead(false)]
public class TimerAdd
{
    private const int Soonest = 30_000;
    private const int Spread = 60_000;

    private readonly TimerWheel _wheel = new(new StillClock(), 0);
    private readonly EventLoop _loop = new(new EventLoopOptions { Kernel = new NullKernel() });
    private readonly Action _nothing = static () => { };
    private readonly object _element = new();
    private WheelTimer[] _wheelTimers = [];
    private LoopTimer?[] _scheduled = [];
    private Timer?[] _timers = [];
    private PriorityQueue<object, long> _queue = new();
    private Rounds? _rounds;

    [Params(1_000, 100_000, 1_000_000)]
    public int Outstanding { get; set; }

    [GlobalSetup(Target = nameof(Wheel))]
    public void PrepareWheel()
    {
        _wheelTimers = WheelTimer.Many(_wheel, Outstanding);
        _rounds = Rounds.Warm(Outstanding, EmptyWheel, AddToWheel);
    }

    [GlobalSetup(Target = nameof(Loop))]
    public void PrepareLoop()
    {
        _scheduled = new LoopTimer[Outstanding];
        _loop.RunOnce(TimeSpan.Zero);
        _rounds = Rounds.Warm(Outstanding, EmptyLoop, AddToLoop);
    }

    [GlobalSetup(Target = nameof(SystemTimer))]
    public void PrepareTimers()
    {
        _timers = new Timer[Outstanding];
        _rounds = Rounds.Warm(Outstanding, DisposeTimers, AddTimers);
    }

    [GlobalSetup(Target = nameof(Queue))]
    public void PrepareQueue()
    {
        _queue = new PriorityQueue<object, long>(Outstanding);
        _rounds = Rounds.Warm(Outstanding, EmptyQueue, AddToQueue);
    }

    [GlobalCleanup(Target = nameof(SystemTimer))]
    public void CleanUp() => DisposeTimers();

    [Benchmark(Description = "timer add: wheel", OperationsPerInvoke = Rounds.Step)]
    [Ours]
    [Mark(12)]
    public void Wheel() => _rounds!.Run();

    [Benchmark(Description = "timer add: EventLoop.Schedule", OperationsPerInvoke = Rounds.Step)]
    [Ours]
    public void Loop() => _rounds!.Run();

    [Benchmark(Description = "timer add: System.Threading.Timer", OperationsPerInvoke = Rounds.Step)]
    public void SystemTimer() => _rounds!.Run();

    [Benchmark(Description = "timer add: PriorityQueue", OperationsPerInvoke = Rounds.Step)]
    public void Queue() => _rounds!.Run();

    // Neighbours far apart, as deadlines of different kinds are.
    private static int Due(int index) => Soonest + (int)(index * 7_919L % Spread);

    private void AddToWheel(int first, int end)
    {
        for (int index = first; index < end; index++)
            _wheel.Arm(_wheelTimers[index], Due(index));
    }

    private void EmptyWheel() => _wheel.DropAll();

    private void AddToLoop(int first, int end)
    {
        for (int index = first; index < end; index++)
            _scheduled[index] = _loop.Schedule(TimeSpan.FromMilliseconds(Due(index)), _nothing);
    }

    private void EmptyLoop()
    {
        foreach (LoopTimer? timer in _scheduled)
            timer?.Dispose();
    }

    private void AddTimers(int first, int end)
    {
        for (int index = first; index < end; index++)
            _timers[index] = new Timer(static _ => { }, null, Due(index), Timeout.Infinite);
    }

    private void DisposeTimers()
    {
        foreach (Timer? timer in _timers)
            timer?.Dispose();
    }

    private void AddToQueue(int first, int end)
    {
        for (int index = first; index < end; index++)
            _queue.Enqueue(_element, Due(index));
    }

    private void EmptyQueue() => _queue.Clear();
}
