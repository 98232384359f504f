using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Reactor.Timers;

namespace Reactor.Micro;

[Description("So many timers, spread over four seconds, come due and are fired, tick by tick; adding them is not measured.")]
[InvocationCount(1), EvaluateOverhead(false)]
public class TimerFire
{
    // As far as two levels of the wheel reach, and begun at their start: each round does the same.
    private const int Span = 64 * 64;

    private readonly TimerWheel _wheel = new(new StillClock(), 0);
    private readonly CountdownEvent _left = new(1);
    private PriorityQueue<WheelTimer, long> _queue = new();
    private WheelTimer[] _wheelTimers = [];
    private Timer[] _timers = [];
    private long _now;

    [Params(1_000, 100_000, 1_000_000)]
    public int Outstanding { get; set; }

    [GlobalSetup(Target = nameof(Wheel))]
    public void PrepareWheel()
    {
        _wheelTimers = WheelTimer.Many(_wheel, Outstanding);
        Rounds.WarmUp(FillWheel, FireWheel);
    }

    [GlobalSetup(Target = nameof(Queue))]
    public void PrepareQueue()
    {
        _wheelTimers = WheelTimer.Many(_wheel, Outstanding);
        _queue = new PriorityQueue<WheelTimer, long>(Outstanding);
        Rounds.WarmUp(FillQueue, FireQueue);
    }

    [GlobalSetup(Target = nameof(SystemTimer))]
    public void PrepareTimers()
    {
        _timers = new Timer[Outstanding];
        for (int index = 0; index < Outstanding; index++)
            _timers[index] = new Timer(static left => ((CountdownEvent)left!).Signal(), _left, Timeout.Infinite, Timeout.Infinite);

        Rounds.WarmUp(_left.Reset, FireTimers);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        foreach (Timer timer in _timers)
            timer.Dispose();

        _timers = [];
    }

    [Benchmark(Description = "timer fire: wheel", OperationsPerInvoke = Rounds.Operations)]
    [Ours]
    public void Wheel() => Rounds.Run(Outstanding, FillWheel, FireWheel);

    [Benchmark(Description = "timer fire: PriorityQueue", OperationsPerInvoke = Rounds.Operations)]
    public void Queue() => Rounds.Run(Outstanding, FillQueue, FireQueue);

    // It cannot be moved by hand: all are due at once, and adding them and the way to the thread pool are in the figure.
    [Benchmark(Description = "timer add + fire: System.Threading.Timer", OperationsPerInvoke = Rounds.Operations)]
    public void SystemTimer() => Rounds.Run(Outstanding, _left.Reset, FireTimers);

    private void FillWheel(int count)
    {
        for (int index = 0; index < count; index++)
            _wheel.Arm(_wheelTimers[index], Due(index));
    }

    // As the loop does: it sleeps until the wheel has something to do.
    private void FireWheel(int count)
    {
        _now += Span;
        for (long tick; (tick = _wheel.NextWakeTick) <= _now;)
        {
            _wheel.Collect(tick);
            while (_wheel.TryTakeDue(out LoopTimer? timer))
                timer.Fire();
        }

        _wheel.Collect(_now);
    }

    private void FillQueue(int count)
    {
        for (int index = 0; index < count; index++)
            _queue.Enqueue(_wheelTimers[index], Due(index));
    }

    private void FireQueue(int count)
    {
        _now += Span;
        while (_queue.TryPeek(out WheelTimer? timer, out long due) && due <= _now)
        {
            _queue.Dequeue();
            timer.Fire();
        }
    }

    private void FireTimers(int count)
    {
        for (int index = 0; index < count; index++)
            _timers[index].Change(0, Timeout.Infinite);

        _left.Wait();
    }

    private long Due(int index) => _now + 1 + (index * 7_919L % Span);
}
