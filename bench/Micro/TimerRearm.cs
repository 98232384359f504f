using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Reactor.Timers;

namespace Reactor.Micro;

// A PriorityQueue has no other way than the one that TimerMove measures.
[Description("An outstanding timer is armed anew in one call, as an idle timeout is put off; the others stay.")]
[EvaluateOverhead(false)]
public class TimerRearm
{
    private const int Moves = 1_000;
    private const int Soonest = 30_000;
    private const int Spread = 1_000;

    private readonly TimerWheel _wheel = new(new StillClock(), 0);
    private readonly EventLoop _loop = new(new EventLoopOptions { Kernel = new NullKernel() });
    private WheelTimer[] _wheelTimers = [];
    private LoopTimer[] _scheduled = [];
    private Timer[] _timers = [];
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

    [GlobalSetup(Targets = [nameof(LoopRoundRobin), nameof(LoopRandom)])]
    public void PrepareLoop()
    {
        _visits = new Visits(Outstanding);
        _loop.RunOnce(TimeSpan.Zero);
        _scheduled = new LoopTimer[Outstanding];
        for (int index = 0; index < Outstanding; index++)
            _scheduled[index] = _loop.Schedule(TimeSpan.FromMilliseconds(Due(index)), static () => { });
    }

    [GlobalSetup(Targets = [nameof(TimerRoundRobin), nameof(TimerRandom)])]
    public void PrepareTimers()
    {
        _visits = new Visits(Outstanding);
        _timers = new Timer[Outstanding];
        for (int index = 0; index < Outstanding; index++)
            _timers[index] = new Timer(static _ => { }, null, Due(index), Timeout.Infinite);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        foreach (Timer timer in _timers)
            timer.Dispose();

        _timers = [];
    }

    [Benchmark(Description = "re-arm, round robin: wheel", OperationsPerInvoke = Moves)]
    [Ours]
    public void WheelRoundRobin()
    {
        for (int count = 0; count < Moves; count++)
            MoveInWheel(_visits.Next());
    }

    [Benchmark(Description = "re-arm, round robin: LoopTimer.Restart", OperationsPerInvoke = Moves)]
    [Ours]
    public void LoopRoundRobin()
    {
        for (int count = 0; count < Moves; count++)
            MoveInLoop(_visits.Next());
    }

    [Benchmark(Description = "re-arm, round robin: System.Threading.Timer", OperationsPerInvoke = Moves)]
    public void TimerRoundRobin()
    {
        for (int count = 0; count < Moves; count++)
            MoveTimer(_visits.Next());
    }

    [Benchmark(Description = "re-arm, random: wheel", OperationsPerInvoke = Moves)]
    [Ours]
    public void WheelRandom()
    {
        for (int count = 0; count < Moves; count++)
            MoveInWheel(_visits.NextRandom());
    }

    [Benchmark(Description = "re-arm, random: LoopTimer.Restart", OperationsPerInvoke = Moves)]
    [Ours]
    public void LoopRandom()
    {
        for (int count = 0; count < Moves; count++)
            MoveInLoop(_visits.NextRandom());
    }

    [Benchmark(Description = "re-arm, random: System.Threading.Timer", OperationsPerInvoke = Moves)]
    public void TimerRandom()
    {
        for (int count = 0; count < Moves; count++)
            MoveTimer(_visits.NextRandom());
    }

    private static int Due(int index) => Soonest + (index % Spread);

    private void MoveInWheel(int index) => _wheel.Arm(_wheelTimers[index], Due(index));

    private void MoveInLoop(int index) => _scheduled[index].Restart(TimeSpan.FromMilliseconds(Due(index)));

    private void MoveTimer(int index) => _timers[index].Change(Due(index), Timeout.Infinite);
}
