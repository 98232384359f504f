using BenchmarkDotNet.Attributes;
using Reactor.Timers;

namespace Reactor.Micro;

/// <summary>A timer is cancelled and added anew, as the idle clock of a connection that said something; the others stay.</summary>
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
    private int[] _random = [];
    private int _next;
    private int _nextRandom;

    [Params(1_000, 100_000, 1_000_000)]
    public int Outstanding { get; set; }

    [GlobalSetup(Targets = [nameof(WheelRoundRobin), nameof(WheelRandom)])]
    public void PrepareWheel()
    {
        Shuffle();
        _wheelTimers = WheelTimer.Many(_wheel, Outstanding);
        for (int index = 0; index < Outstanding; index++)
            _wheel.Arm(_wheelTimers[index], Due(index));
    }

    [GlobalSetup(Targets = [nameof(TimerRoundRobin), nameof(TimerRandom)])]
    public void PrepareTimers()
    {
        Shuffle();
        _timers = new Timer[Outstanding];
        for (int index = 0; index < Outstanding; index++)
            _timers[index] = new Timer(static _ => { }, null, Due(index), Timeout.Infinite);
    }

    [GlobalSetup(Targets = [nameof(QueueRoundRobin), nameof(QueueRandom)])]
    public void PrepareQueue()
    {
        Shuffle();
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

    [Benchmark(Description = "cancel + add, round robin: wheel (mark: 30 ns)", OperationsPerInvoke = Moves)]
    public void WheelRoundRobin()
    {
        for (int count = 0; count < Moves; count++)
            MoveInWheel(Next());
    }

    [Benchmark(Description = "cancel + add, round robin: System.Threading.Timer", OperationsPerInvoke = Moves)]
    public void TimerRoundRobin()
    {
        for (int count = 0; count < Moves; count++)
            MoveTimer(Next());
    }

    [Benchmark(Description = "cancel + add, round robin: PriorityQueue")]
    public void QueueRoundRobin() => MoveInQueue(Next());

    [Benchmark(Description = "cancel + add, random: wheel (mark: 200 ns with 1 M)", OperationsPerInvoke = Moves)]
    public void WheelRandom()
    {
        for (int count = 0; count < Moves; count++)
            MoveInWheel(_random[NextRandom()]);
    }

    [Benchmark(Description = "cancel + add, random: System.Threading.Timer", OperationsPerInvoke = Moves)]
    public void TimerRandom()
    {
        for (int count = 0; count < Moves; count++)
            MoveTimer(_random[NextRandom()]);
    }

    [Benchmark(Description = "cancel + add, random: PriorityQueue")]
    public void QueueRandom() => MoveInQueue(_random[NextRandom()]);

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

    private int Next()
    {
        int next = _next;
        _next = next + 1 == Outstanding ? 0 : next + 1;
        return next;
    }

    private int NextRandom()
    {
        int next = _nextRandom;
        _nextRandom = next + 1 == _random.Length ? 0 : next + 1;
        return next;
    }

    // Every timer once in one order, then once in another, and so on. In one order alone a timer would stand at the head of its list
    // each time, with the next one behind it: the list is in the order of the pass before. That is round robin with scattered memory.
    private void Shuffle()
    {
        _random = [.. Enumerable.Range(0, Outstanding), .. Enumerable.Range(0, Outstanding)];
        Random random = new(1);
        random.Shuffle(_random.AsSpan(0, Outstanding));
        random.Shuffle(_random.AsSpan(Outstanding));
    }
}
