using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Reactor.Timers;

namespace Reactor.Micro;

[Description("Timers are added, half a minute to a minute and a half ahead, until so many are outstanding; taking them out again is not measured.")]
[InvocationCount(1), EvaluateOverhead(false)]
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

    [Params(1_000, 100_000, 1_000_000)]
    public int Outstanding { get; set; }

    [GlobalSetup(Target = nameof(Wheel))]
    public void PrepareWheel()
    {
        _wheelTimers = WheelTimer.Many(_wheel, Outstanding);
        Rounds.WarmUp(EmptyWheel, AddToWheel);
    }

    [GlobalSetup(Target = nameof(Loop))]
    public void PrepareLoop()
    {
        _scheduled = new LoopTimer[Outstanding];
        _loop.RunOnce(TimeSpan.Zero);
        Rounds.WarmUp(EmptyLoop, AddToLoop);
    }

    [GlobalSetup(Target = nameof(SystemTimer))]
    public void PrepareTimers()
    {
        _timers = new Timer[Outstanding];
        Rounds.WarmUp(DisposeTimers, AddTimers);
    }

    [GlobalSetup(Target = nameof(Queue))]
    public void PrepareQueue()
    {
        _queue = new PriorityQueue<object, long>(Outstanding);
        Rounds.WarmUp(EmptyQueue, AddToQueue);
    }

    [GlobalCleanup(Target = nameof(SystemTimer))]
    public void CleanUp() => DisposeTimers(Outstanding);

    [Benchmark(Description = "timer add: wheel", OperationsPerInvoke = Rounds.Operations)]
    [Ours]
    [Mark(12)]
    public void Wheel() => Rounds.Run(Outstanding, EmptyWheel, AddToWheel);

    [Benchmark(Description = "timer add: EventLoop.Schedule", OperationsPerInvoke = Rounds.Operations)]
    [Ours]
    public void Loop() => Rounds.Run(Outstanding, EmptyLoop, AddToLoop);

    [Benchmark(Description = "timer add: System.Threading.Timer", OperationsPerInvoke = Rounds.Operations)]
    public void SystemTimer() => Rounds.Run(Outstanding, DisposeTimers, AddTimers);

    [Benchmark(Description = "timer add: PriorityQueue", OperationsPerInvoke = Rounds.Operations)]
    public void Queue() => Rounds.Run(Outstanding, EmptyQueue, AddToQueue);

    // Neighbours far apart, as deadlines of different kinds are.
    private static int Due(int index) => Soonest + (int)(index * 7_919L % Spread);

    private void AddToWheel(int count)
    {
        for (int index = 0; index < count; index++)
            _wheel.Arm(_wheelTimers[index], Due(index));
    }

    private void EmptyWheel(int count) => _wheel.DropAll();

    private void AddToLoop(int count)
    {
        for (int index = 0; index < count; index++)
            _scheduled[index] = _loop.Schedule(TimeSpan.FromMilliseconds(Due(index)), _nothing);
    }

    private void EmptyLoop(int count)
    {
        foreach (LoopTimer? timer in _scheduled.AsSpan(0, count))
            timer?.Dispose();
    }

    private void AddTimers(int count)
    {
        for (int index = 0; index < count; index++)
            _timers[index] = new Timer(static _ => { }, null, Due(index), Timeout.Infinite);
    }

    private void DisposeTimers(int count)
    {
        foreach (Timer? timer in _timers.AsSpan(0, count))
            timer?.Dispose();
    }

    private void AddToQueue(int count)
    {
        for (int index = 0; index < count; index++)
            _queue.Enqueue(_element, Due(index));
    }

    private void EmptyQueue(int count) => _queue.Clear();
}
