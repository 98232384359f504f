using System.ComponentModel;
using BenchmarkDotNet.Attributes;

namespace Reactor.Micro;

[Description("A timer is cancelled and added anew, as when an answer came and the next is waited for; the others stay.")]
[EvaluateOverhead(false)]
public class TimerMove
{
    private const int Moves = 1_000;

    private readonly PriorityQueue<object, long> _queue = new();
    private object[] _queued = [];
    private TimerCrowd _timers = new(0);

    [Params(1_000, 100_000, 1_000_000)]
    public int Outstanding { get; set; }

    [GlobalSetup(Targets = [nameof(WheelRoundRobin), nameof(WheelRandom)])]
    public void PrepareWheel()
    {
        _timers = new TimerCrowd(Outstanding);
        _timers.FillWheel();
    }

    [GlobalSetup(Targets = [nameof(TimerRoundRobin), nameof(TimerRandom)])]
    public void PrepareTimers()
    {
        _timers = new TimerCrowd(Outstanding);
        _timers.MakeTimers();
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
