using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Reactor.Timers;

namespace Reactor.Micro;

[Description("So many outstanding timers are cancelled one after the other, scattered over memory; adding them is not measured.")]
[EvaluateOverhead(false)]
public class TimerCancel
{
    private const int Soonest = 30_000;
    private const int Spread = 60_000;

    // The queue looks at one element after the other for each that is cancelled, for a millisecond if there are a million.
    private const int Few = 10;

    private readonly TimerWheel _wheel = new(new StillClock(), 0);
    private readonly EventLoop _loop = new(new EventLoopOptions { Kernel = new NullKernel() });
    private readonly PriorityQueue<object, long> _queue = new();
    private WheelTimer[] _wheelTimers = [];
    private LoopTimer[] _scheduled = [];
    private Timer[] _timers = [];
    private object[] _queued = [];
    private int _cancelled;
    private Rounds? _rounds;

    [Params(1_000, 100_000, 1_000_000)]
    public int Outstanding { get; set; }

    [GlobalSetup(Target = nameof(Wheel))]
    public void PrepareWheel()
    {
        _wheelTimers = WheelTimer.Many(_wheel, Outstanding);
        Scatter(_wheelTimers);
        _rounds = Rounds.Warm(Outstanding, AddToWheel, CancelInWheel);
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
        _rounds = Rounds.Warm(Outstanding, RestartInLoop, CancelInLoop);
    }

    [GlobalSetup(Target = nameof(SystemTimer))]
    public void PrepareTimers()
    {
        _timers = new Timer[Outstanding];
        for (int index = 0; index < Outstanding; index++)
            _timers[index] = new Timer(static _ => { }, null, Timeout.Infinite, Timeout.Infinite);

        Scatter(_timers);
        _rounds = Rounds.Warm(Outstanding, AddTimers, CancelTimers);
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
        Warmth.Give(Queue);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        foreach (Timer timer in _timers)
            timer.Dispose();

        _timers = [];
    }

    [Benchmark(Description = "timer cancel: wheel", OperationsPerInvoke = Rounds.Step)]
    [Ours]
    public void Wheel() => _rounds!.Run();

    [Benchmark(Description = "timer cancel: LoopTimer.Cancel", OperationsPerInvoke = Rounds.Step)]
    [Ours]
    public void Loop() => _rounds!.Run();

    [Benchmark(Description = "timer cancel: System.Threading.Timer", OperationsPerInvoke = Rounds.Step)]
    public void SystemTimer() => _rounds!.Run();

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
    private int Place(int index) => (int)(index * 7_919L % Outstanding);

    private static void Scatter<T>(T[] timers) => new Random(1).Shuffle(timers);

    private void AddToWheel()
    {
        for (int index = 0; index < Outstanding; index++)
            _wheel.Arm(_wheelTimers[index], Due(index));
    }

    private void CancelInWheel(int first, int end)
    {
        for (int index = first; index < end; index++)
            _wheel.Cancel(_wheelTimers[Place(index)]);
    }

    private void RestartInLoop()
    {
        for (int index = 0; index < Outstanding; index++)
            _scheduled[index].Restart(TimeSpan.FromMilliseconds(Due(index)));
    }

    private void CancelInLoop(int first, int end)
    {
        for (int index = first; index < end; index++)
            _scheduled[Place(index)].Cancel();
    }

    private void AddTimers()
    {
        for (int index = 0; index < Outstanding; index++)
            _timers[index].Change(Due(index), Timeout.Infinite);
    }

    private void CancelTimers(int first, int end)
    {
        for (int index = first; index < end; index++)
            _timers[Place(index)].Change(Timeout.Infinite, Timeout.Infinite);
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
