using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Reactor.Timers;

namespace Reactor.Micro;

[Description("A timer is cancelled and added anew, as when an answer came and the next is waited for; the others stay.")]
[EvaluateOverhead(false)]
public class TimerMove
{
    private const int Moves = 1_000;
    private const int Soonest = 30_000;
    private const int Spread = 1_000;

    private readonly TimerWheel _wheel = new(new StillClock(), 0);
    private readonly PriorityQueue<object, long> _queue = new();
    private WheelTimer[] _wheelTimers = [];
    private Timer[] _timers = [];
    private object[] _queued = [];
    private Visits _visits = new(0);

    [Params(1_000, 100_000, 1_000_000)]
    public int Outstanding { get; set; }

    [GlobalSetup(Targets = [nameof(WheelRoundRobin), nameof(WheelRandom)])]
    public void PrepareWheel()
    {
        _visits = new Visits(Outstanding);
        _wheelTimers = WheelTimer.Many(_wheel, Outstanding);
        for (int index = 0; index < Outstanding; index++)
            _wheel.Arm(_wheelTimers[index], Due(index));
    }

    [GlobalSetup(Targets = [nameof(TimerRoundRobin), nameof(TimerRandom)])]
    public void PrepareTimers()
    {
        _visits = new Visits(Outstanding);
        _timers = new Timer[Outstanding];
        for (int index = 0; index < Outstanding; index++)
            _timers[index] = new Timer(static _ => { }, null, Due(index), Timeout.Infinite);
    }

    [GlobalSetup(Targets = [nameof(QueueRoundRobin), nameof(QueueRandom)])]
    public void PrepareQueue()
    {
        _visits = new Visits(Outstanding);
        _queued = new object[Outstanding];
        for (int index = 0; index < Outstanding; index++)
        {
            _queued[index] = new object();
            _queue.Enqueue(_queued[index], Due(index));
        }
    }

    [GlobalCleanup]
    public void TakeOut()
    {
        _wheel.DropAll();
        _queue.Clear();
        foreach (Timer timer in _timers)
            timer.Dispose();

        _timers = [];
    }

    [Benchmark(Description = "cancel + add, round robin: wheel", OperationsPerInvoke = Moves)]
    [Ours]
    [Mark(30)]
    public void WheelRoundRobin()
    {
        for (int count = 0; count < Moves; count++)
            MoveInWheel(_visits.Next());
    }

    [Benchmark(Description = "cancel + add, round robin: System.Threading.Timer", OperationsPerInvoke = Moves)]
    public void TimerRoundRobin()
    {
        for (int count = 0; count < Moves; count++)
            MoveTimer(_visits.Next());
    }

    [Benchmark(Description = "cancel + add, round robin: PriorityQueue")]
    public void QueueRoundRobin() => MoveInQueue(_visits.Next());

    [Benchmark(Description = "cancel + add, random: wheel", OperationsPerInvoke = Moves)]
    [Ours]
    [Mark(200, With = 1_000_000)]
    public void WheelRandom()
    {
        for (int count = 0; count < Moves; count++)
            MoveInWheel(_visits.NextRandom());
    }

    [Benchmark(Description = "cancel + add, random: System.Threading.Timer", OperationsPerInvoke = Moves)]
    public void TimerRandom()
    {
        for (int count = 0; count < Moves; count++)
            MoveTimer(_visits.NextRandom());
    }

    [Benchmark(Description = "cancel + add, random: PriorityQueue")]
    public void QueueRandom() => MoveInQueue(_visits.NextRandom());

    private static int Due(int index) => Soonest + (index % Spread);

    private void MoveInWheel(int index)
    {
        WheelTimer timer = _wheelTimers[index];
        _wheel.Cancel(timer);
        _wheel.Arm(timer, Due(index));
    }

    private void MoveTimer(int index)
    {
        Timer timer = _timers[index];
        timer.Change(Timeout.Infinite, Timeout.Infinite);
        timer.Change(Due(index), Timeout.Infinite);
    }

    // Linear: the queue does not know where an element is.
    private void MoveInQueue(int index)
    {
        _queue.Remove(_queued[index], out _, out _);
        _queue.Enqueue(_queued[index], Due(index));
    }
}
