using System.ComponentModel;
using BenchmarkDotNet.Attributes;

namespace Reactor.Micro;

[Description("A timer is cancelled and added anew, as when an answer came and the next is waited for, or armed anew in one call; the others stay.")]
[EvaluateOverhead(false)]
public class TimerMove
{
    private const int Moves = 1_000;

    private readonly EventLoop _loop = new(new EventLoopOptions { Kernel = new NullKernel() });
    private readonly PriorityQueue<object, long> _queue = new();
    private LoopTimer[] _scheduled = [];
    private object[] _queued = [];
    private TimerCrowd _timers = new(0);

    [Params(1_000, 100_000, 1_000_000)]
    public int Outstanding { get; set; }

    [GlobalSetup(Targets = [nameof(WheelRoundRobin), nameof(WheelRandom), nameof(RearmWheelRoundRobin), nameof(RearmWheelRandom)])]
    public void PrepareWheel()
    {
        _timers = new TimerCrowd(Outstanding);
        _timers.FillWheel();
        Warmth.Give(() =>
        {
            WheelRoundRobin();
            WheelRandom();
            RearmWheelRoundRobin();
            RearmWheelRandom();
        });
    }

    [GlobalSetup(Targets = [nameof(TimerRoundRobin), nameof(TimerRandom), nameof(RearmTimerRoundRobin), nameof(RearmTimerRandom)])]
    public void PrepareTimers()
    {
        _timers = new TimerCrowd(Outstanding);
        _timers.MakeTimers();
        Warmth.Give(() =>
        {
            TimerRoundRobin();
            TimerRandom();
            RearmTimerRoundRobin();
            RearmTimerRandom();
        });
    }

    [GlobalSetup(Targets = [nameof(RearmLoopRoundRobin), nameof(RearmLoopRandom)])]
    public void PrepareLoop()
    {
        _timers = new TimerCrowd(Outstanding);
        _loop.RunOnce(TimeSpan.Zero);
        _scheduled = new LoopTimer[Outstanding];
        for (int index = 0; index < Outstanding; index++)
            _scheduled[index] = _loop.Schedule(TimeSpan.FromMilliseconds(TimerCrowd.Due(index)), static () => { });

        Warmth.Give(() =>
        {
            RearmLoopRoundRobin();
            RearmLoopRandom();
        });
    }

    [GlobalSetup(Targets = [nameof(QueueRoundRobin), nameof(QueueRandom)])]
    public void PrepareQueue()
    {
        _timers = new TimerCrowd(Outstanding);
        _queued = new object[Outstanding];
        for (int index = 0; index < Outstanding; index++)
        {
            _queued[index] = new object();
            _queue.Enqueue(_queued[index], TimerCrowd.Due(index));
        }

        Warmth.Give(() =>
        {
            QueueRoundRobin();
            QueueRandom();
        });
    }

    [GlobalCleanup]
    public void TakeOut()
    {
        _timers.Clear();
        _queue.Clear();
    }

    [Benchmark(Description = "cancel + add, round robin: wheel", OperationsPerInvoke = Moves)]
    [Ours]
    [Mark(30)]
    public void WheelRoundRobin()
    {
        for (int count = 0; count < Moves; count++)
            MoveInWheel(_timers.Visits.Next());
    }

    [Benchmark(Description = "cancel + add, round robin: System.Threading.Timer", OperationsPerInvoke = Moves)]
    public void TimerRoundRobin()
    {
        for (int count = 0; count < Moves; count++)
            MoveTimer(_timers.Visits.Next());
    }

    [Benchmark(Description = "cancel + add, round robin: PriorityQueue")]
    public void QueueRoundRobin() => MoveInQueue(_timers.Visits.Next());

    [Benchmark(Description = "cancel + add, random: wheel", OperationsPerInvoke = Moves)]
    [Ours]
    [Mark(200, With = 1_000_000)]
    public void WheelRandom()
    {
        for (int count = 0; count < Moves; count++)
            MoveInWheel(_timers.Visits.NextRandom());
    }

    [Benchmark(Description = "cancel + add, random: System.Threading.Timer", OperationsPerInvoke = Moves)]
    public void TimerRandom()
    {
        for (int count = 0; count < Moves; count++)
            MoveTimer(_timers.Visits.NextRandom());
    }

    [Benchmark(Description = "cancel + add, random: PriorityQueue")]
    public void QueueRandom() => MoveInQueue(_timers.Visits.NextRandom());

    [Benchmark(Description = "re-arm, round robin: wheel", OperationsPerInvoke = Moves)]
    [Ours]
    public void RearmWheelRoundRobin()
    {
        for (int count = 0; count < Moves; count++)
            RearmInWheel(_timers.Visits.Next());
    }

    [Benchmark(Description = "re-arm, round robin: LoopTimer.Restart", OperationsPerInvoke = Moves)]
    [Ours]
    public void RearmLoopRoundRobin()
    {
        for (int count = 0; count < Moves; count++)
            RearmInLoop(_timers.Visits.Next());
    }

    [Benchmark(Description = "re-arm, round robin: System.Threading.Timer", OperationsPerInvoke = Moves)]
    public void RearmTimerRoundRobin()
    {
        for (int count = 0; count < Moves; count++)
            RearmSystem(_timers.Visits.Next());
    }

    [Benchmark(Description = "re-arm, random: wheel", OperationsPerInvoke = Moves)]
    [Ours]
    public void RearmWheelRandom()
    {
        for (int count = 0; count < Moves; count++)
            RearmInWheel(_timers.Visits.NextRandom());
    }

    [Benchmark(Description = "re-arm, random: LoopTimer.Restart", OperationsPerInvoke = Moves)]
    [Ours]
    public void RearmLoopRandom()
    {
        for (int count = 0; count < Moves; count++)
            RearmInLoop(_timers.Visits.NextRandom());
    }

    [Benchmark(Description = "re-arm, random: System.Threading.Timer", OperationsPerInvoke = Moves)]
    public void RearmTimerRandom()
    {
        for (int count = 0; count < Moves; count++)
            RearmSystem(_timers.Visits.NextRandom());
    }

    private void RearmInWheel(int index) => _timers.Wheel.Arm(_timers.WheelTimer(index), TimerCrowd.Due(index));

    private void RearmInLoop(int index) => _scheduled[index].Restart(TimeSpan.FromMilliseconds(TimerCrowd.Due(index)));

    private void RearmSystem(int index) => _timers.Timer(index).Change(TimerCrowd.Due(index), Timeout.Infinite);

    private void MoveInWheel(int index)
    {
        WheelTimer timer = _timers.WheelTimer(index);
        _timers.Wheel.Cancel(timer);
        _timers.Wheel.Arm(timer, TimerCrowd.Due(index));
    }

    private void MoveTimer(int index)
    {
        Timer timer = _timers.Timer(index);
        timer.Change(Timeout.Infinite, Timeout.Infinite);
        timer.Change(TimerCrowd.Due(index), Timeout.Infinite);
    }

    // Linear: the queue does not know where an element is.
    private void MoveInQueue(int index)
    {
        _queue.Remove(_queued[index], out _, out _);
        _queue.Enqueue(_queued[index], TimerCrowd.Due(index));
    }
}
