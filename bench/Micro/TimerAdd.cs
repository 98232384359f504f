using BenchmarkDotNet.Attributes;
using Reactor.Timers;

namespace Reactor.Micro;

/// <summary>Ten thousand timers are added, half a minute to a minute and a half ahead; taking them out again is not measured.</summary>
public class TimerAdd
{
    private const int Count = 10_000;
    private const int Soonest = 30_000;
    private const int Spread = 60_000;

    private readonly TimerWheel _wheel = new(new StillClock(), 0);
    private readonly Timer[] _timers = new Timer[Count];
    private readonly PriorityQueue<object, long> _queue = new(Count);
    private readonly EventLoop _loop = new(new EventLoopOptions { Kernel = new NullKernel() });
    private readonly LoopTimer[] _scheduled = new LoopTimer[Count];
    private readonly Action _nothing = static () => { };
    private WheelTimer[] _wheelTimers = [];

    [GlobalSetup(Target = nameof(WheelArm))]
    public void PrepareWheel()
    {
        _wheelTimers = WheelTimer.Many(_wheel, Count);
        WarmUp(WheelArm);
    }

    [GlobalSetup(Target = nameof(LoopSchedule))]
    public void PrepareLoop()
    {
        _loop.RunOnce(TimeSpan.Zero);
        WarmUp(LoopSchedule);
    }

    [GlobalSetup(Target = nameof(SystemTimer))]
    public void PrepareTimers() => WarmUp(SystemTimer);

    [GlobalSetup(Target = nameof(Queue))]
    public void PrepareQueue() => WarmUp(Queue);

    [IterationCleanup]
    public void TakeOut()
    {
        _wheel.DropAll();
        _queue.Clear();
        for (int index = 0; index < Count; index++)
        {
            _timers[index]?.Dispose();
            _scheduled[index]?.Dispose();
            _scheduled[index] = null!;
            _timers[index] = null!;
        }
    }

    [Benchmark(Description = "timer add: wheel (mark: 12 ns)", OperationsPerInvoke = Count)]
    public void WheelArm()
    {
        for (int index = 0; index < _wheelTimers.Length; index++)
            _wheel.Arm(_wheelTimers[index], Due(index));
    }

    [Benchmark(Description = "timer add: EventLoop.Schedule", OperationsPerInvoke = Count)]
    public void LoopSchedule()
    {
        for (int index = 0; index < _scheduled.Length; index++)
            _scheduled[index] = _loop.Schedule(TimeSpan.FromMilliseconds(Due(index)), _nothing);
    }

    [Benchmark(Description = "timer add: System.Threading.Timer", OperationsPerInvoke = Count)]
    public void SystemTimer()
    {
        for (int index = 0; index < _timers.Length; index++)
            _timers[index] = new Timer(static _ => { }, null, Due(index), Timeout.Infinite);
    }

    [Benchmark(Description = "timer add: PriorityQueue", OperationsPerInvoke = Count)]
    public void Queue()
    {
        for (int index = 0; index < Count; index++)
            _queue.Enqueue(_queue, Due(index));
    }

    // Neighbours far apart, as deadlines of different kinds are.
    private static int Due(int index) => Soonest + (index * 7_919 % Spread);

    private void WarmUp(Action add) => Warmth.Give(() =>
    {
        add();
        TakeOut();
    });
}
