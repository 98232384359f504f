using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Reactor.Timers;

namespace Reactor.Micro;

[Description("So many outstanding timers are cancelled one after the other, scattered over memory; adding them is not measured.")]
[InvocationCount(1), EvaluateOverhead(false)]
public class TimerCancel
{
    private const int Soonest = 30_000;
    private const int Spread = 60_000;

    // The queue looks at one element after the other for each that is cancelled, for a millisecond if there are a million.
    private const int Few = 100;

    private readonly TimerWheel _wheel = new(new StillClock(), 0);
    private readonly EventLoop _loop = new(new EventLoopOptions { Kernel = new NullKernel() });
    private readonly PriorityQueue<object, long> _queue = new();
    private WheelTimer[] _wheelTimers = [];
    private LoopTimer[] _scheduled = [];
    private Timer[] _timers = [];
    private object[] _queued = [];
    private int _cancelled;

    [Params(1_000, 100_000, 1_000_000)]
    public int Outstanding { get; set; }

    [GlobalSetup(Target = nameof(Wheel))]
    public void PrepareWheel()
    {
        _wheelTimers = WheelTimer.Many(_wheel, Outstanding);
        Scatter(_wheelTimers);
        Rounds.WarmUp(AddToWheel, CancelInWheel);
    }

    [GlobalSetup(Target = nameof(Loop))]
    public void PrepareLoop()
    {
        _loop.RunOnce(TimeSpan.Zero);
        _scheduled = new LoopTimer[Outstanding];
        for (int index = 0; index < Outstanding; index++)
        {
            _scheduled[index] = _loop.Schedule(TimeSpan.FromMilliseconds(Due(index)), static () => { });
            _scheduled[index].Cancel();
        }

        Scatter(_scheduled);
        Rounds.WarmUp(RestartInLoop, CancelInLoop);
    }

    [GlobalSetup(Target = nameof(SystemTimer))]
    public void PrepareTimers()
    {
        _timers = new Timer[Outstanding];
        for (int index = 0; index < Outstanding; index++)
            _timers[index] = new Timer(static _ => { }, null, Timeout.Infinite, Timeout.Infinite);

        Scatter(_timers);
        Rounds.WarmUp(AddTimers, CancelTimers);
    }

    [GlobalSetup(Target = nameof(Queue))]
    public void PrepareQueue()
    {
        _queued = new object[Outstanding];
        for (int index = 0; index < Outstanding; index++)
            _queued[index] = new object();

        Scatter(_queued);
        for (int index = 0; index < Outstanding; index++)
            _queue.Enqueue(_queued[index], Due(index));

        CancelInQueue(Few);
        Rounds.WarmUp(AddToQueue, CancelInQueue, Few);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        foreach (Timer timer in _timers)
            timer.Dispose();

        _timers = [];
    }

    [Benchmark(Description = "timer cancel: wheel", OperationsPerInvoke = Rounds.Operations)]
    [Ours]
    public void Wheel() => Rounds.Run(Outstanding, AddToWheel, CancelInWheel);

    [Benchmark(Description = "timer cancel: LoopTimer.Cancel", OperationsPerInvoke = Rounds.Operations)]
    [Ours]
    public void Loop() => Rounds.Run(Outstanding, RestartInLoop, CancelInLoop);

    [Benchmark(Description = "timer cancel: System.Threading.Timer", OperationsPerInvoke = Rounds.Operations)]
    public void SystemTimer() => Rounds.Run(Outstanding, AddTimers, CancelTimers);

    [Benchmark(Description = "timer cancel: PriorityQueue", OperationsPerInvoke = Few)]
    public void Queue()
    {
        PausingClock.Stop();
        AddToQueue(Few);
        PausingClock.Continue();
        CancelInQueue(Few);
    }

    private static int Due(int index) => Soonest + (int)(index * 7_919L % Spread);

    // Not in the order of adding either, which is that of the wheel's lists. The step divides no count of timers, so it meets each of them once.
    private static int Place(int index, int count) => (int)(index * 7_919L % count);

    private static void Scatter<T>(T[] timers) => new Random(1).Shuffle(timers);

    private void AddToWheel(int count)
    {
        for (int index = 0; index < count; index++)
            _wheel.Arm(_wheelTimers[index], Due(index));
    }

    private void CancelInWheel(int count)
    {
        for (int index = 0; index < count; index++)
            _wheel.Cancel(_wheelTimers[Place(index, count)]);
    }

    private void RestartInLoop(int count)
    {
        for (int index = 0; index < count; index++)
            _scheduled[index].Restart(TimeSpan.FromMilliseconds(Due(index)));
    }

    private void CancelInLoop(int count)
    {
        for (int index = 0; index < count; index++)
            _scheduled[Place(index, count)].Cancel();
    }

    private void AddTimers(int count)
    {
        for (int index = 0; index < count; index++)
            _timers[index].Change(Due(index), Timeout.Infinite);
    }

    private void CancelTimers(int count)
    {
        for (int index = 0; index < count; index++)
            _timers[Place(index, count)].Change(Timeout.Infinite, Timeout.Infinite);
    }

    // Those that were cancelled last; the next ones are cancelled then, so that these are not always the last in the queue.
    private void AddToQueue(int count)
    {
        for (int index = 0; index < count; index++)
            _queue.Enqueue(_queued[_cancelled + index], Due(_cancelled + index));

        _cancelled = (_cancelled + count) % Outstanding;
    }

    private void CancelInQueue(int count)
    {
        for (int index = 0; index < count; index++)
            _queue.Remove(_queued[_cancelled + index], out _, out _);
    }
}
