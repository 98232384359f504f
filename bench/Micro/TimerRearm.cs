using System.ComponentModel;
using BenchmarkDotNet.Attributes;

namespace Reactor.Micro;

// A PriorityQueue has no other way than the one that TimerMove measures.
[Description("An outstanding timer is armed anew in one call, as an idle timeout is put off; the others stay.")]
[EvaluateOverhead(false)]
public class TimerRearm
{
    private const int Moves = 1_000;

    private readonly EventLoop _loop = new(new EventLoopOptions { Kernel = new NullKernel() });
    private LoopTimer[] _scheduled = [];
    private TimerCrowd _timers = new(0);

    [Params(1_000, 100_000, 1_000_000)]
    public int Outstanding { get; set; }

    [GlobalSetup(Targets = [nameof(WheelRoundRobin), nameof(WheelRandom)])]
    public void PrepareWheel()
    {
        _timers = new TimerCrowd(Outstanding);
        _timers.FillWheel();
    }

    [GlobalSetup(Targets = [nameof(LoopRoundRobin), nameof(LoopRandom)])]
    public void PrepareLoop()
    {
        _timers = new TimerCrowd(Outstanding);
        _loop.RunOnce(TimeSpan.Zero);
        _scheduled = new LoopTimer[Outstanding];
        for (int index = 0; index < Outstanding; index++)
            _scheduled[index] = _loop.Schedule(TimeSpan.FromMilliseconds(TimerCrowd.Due(index)), static () => { });
    }

    [GlobalSetup(Targets = [nameof(TimerRoundRobin), nameof(TimerRandom)])]
    public void PrepareTimers()
    {
        _timers = new TimerCrowd(Outstanding);
        _timers.MakeTimers();
    }

    [GlobalCleanup]
    public void CleanUp() => _timers.Clear();

    [Benchmark(Description = "re-arm, round robin: wheel", OperationsPerInvoke = Moves)]
    [Ours]
    public void WheelRoundRobin()
    {
        for (int count = 0; count < Moves; count++)
            MoveInWheel(_timers.Visits.Next());
    }

    [Benchmark(Description = "re-arm, round robin: LoopTimer.Restart", OperationsPerInvoke = Moves)]
    [Ours]
    public void LoopRoundRobin()
    {
        for (int count = 0; count < Moves; count++)
            MoveInLoop(_timers.Visits.Next());
    }

    [Benchmark(Description = "re-arm, round robin: System.Threading.Timer", OperationsPerInvoke = Moves)]
    public void TimerRoundRobin()
    {
        for (int count = 0; count < Moves; count++)
            MoveTimer(_timers.Visits.Next());
    }

    [Benchmark(Description = "re-arm, random: wheel", OperationsPerInvoke = Moves)]
    [Ours]
    public void WheelRandom()
    {
        for (int count = 0; count < Moves; count++)
            MoveInWheel(_timers.Visits.NextRandom());
    }

    [Benchmark(Description = "re-arm, random: LoopTimer.Restart", OperationsPerInvoke = Moves)]
    [Ours]
    public void LoopRandom()
    {
        for (int count = 0; count < Moves; count++)
            MoveInLoop(_timers.Visits.NextRandom());
    }

    [Benchmark(Description = "re-arm, random: System.Threading.Timer", OperationsPerInvoke = Moves)]
    public void TimerRandom()
    {
        for (int count = 0; count < Moves; count++)
            MoveTimer(_timers.Visits.NextRandom());
    }

    private void MoveInWheel(int index) => _timers.Wheel.Arm(_timers.WheelTimer(index), TimerCrowd.Due(index));

    private void MoveInLoop(int index) => _scheduled[index].Restart(TimeSpan.FromMilliseconds(TimerCrowd.Due(index)));

    private void MoveTimer(int index) => _timers.Timer(index).Change(TimerCrowd.Due(index), Timeout.Infinite);
}
