using BenchmarkDotNet.Attributes;
using Reactor.Timers;

namespace Reactor.Micro;

/// <summary>Ten thousand timers that stand in one second come due, a millisecond at a time; adding them is not measured.</summary>
public class TimerFire
{
    private const int Count = 10_000;
    private const int Span = 1_000;

    private readonly PriorityQueue<WheelTimer, long> _queue = new(Count);
    private readonly Timer[] _timers = new Timer[Count];
    private readonly CountdownEvent _left = new(Count);
    private readonly WheelTimer[] _wheelTimers;
    private readonly TimerWheel _wheel = new(new StillClock(), 0);
    private long _now;

    public TimerFire() => _wheelTimers = WheelTimer.Many(_wheel, Count);

    [GlobalSetup(Target = nameof(Wheel))]
    public void WarmUpWheel() => Warmth.Give(() =>
    {
        FillWheel();
        Wheel();
    });

    [GlobalSetup(Target = nameof(Queue))]
    public void WarmUpQueue() => Warmth.Give(() =>
    {
        FillQueue();
        Queue();
    });

    [GlobalSetup(Target = nameof(SystemTimer))]
    public void MakeTimers()
    {
        for (int index = 0; index < Count; index++)
            _timers[index] = new Timer(static left => ((CountdownEvent)left!).Signal(), _left, Timeout.Infinite, Timeout.Infinite);
    }

    [IterationSetup(Target = nameof(Wheel))]
    public void FillWheel()
    {
        for (int index = 0; index < Count; index++)
            _wheel.Arm(_wheelTimers[index], Due(index));
    }

    [IterationSetup(Target = nameof(Queue))]
    public void FillQueue()
    {
        for (int index = 0; index < Count; index++)
            _queue.Enqueue(_wheelTimers[index], Due(index));
    }

    [Benchmark(Description = "timer fire: wheel", OperationsPerInvoke = Count)]
    public void Wheel()
    {
        for (long end = _now + Span; _now < end;)
        {
            _wheel.Collect(++_now);
            while (_wheel.TryTakeDue(out LoopTimer? timer))
                timer.Fire();
        }
    }

    [Benchmark(Description = "timer fire: PriorityQueue", OperationsPerInvoke = Count)]
    public void Queue()
    {
        for (long end = _now + Span; _now < end;)
        {
            _now++;
            while (_queue.TryPeek(out WheelTimer? timer, out long due) && due <= _now)
            {
                _queue.Dequeue();
                timer.Fire();
            }
        }
    }

    // It cannot be moved by hand: all are due at once, and adding them and the way to the thread pool are in the figure.
    [Benchmark(Description = "timer add + fire: System.Threading.Timer", OperationsPerInvoke = Count)]
    public void SystemTimer()
    {
        _left.Reset();
        foreach (Timer timer in _timers)
            timer.Change(0, Timeout.Infinite);

        _left.Wait();
    }

    private long Due(int index) => _now + 1 + (index * 7_919 % Span);
}
