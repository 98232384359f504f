using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Reactor.Timers;

namespace Reactor.Micro;

[Description("So many timers, spread over four seconds, come due and are fired, tick by tick; adding them is not measured.")]
[EvaluateOverhead(false)]
public class TimerFire
{
    // As far as two levels of the wheel reach, and begun at their start: each round does the same.
    private const int Span = 64 * 64;

    private readonly TimerWheel _wheel = new(new StillClock(), 0);
    private readonly CountdownEvent _left = new(1);
    private PriorityQueue<WheelTimer, long> _queue = new();
    private WheelTimer[] _wheelTimers = [];
    private Timer[] _timers = [];
    private Rounds? _rounds;
    private long _start = -Span;

    [Params(1_000, 100_000, 1_000_000)]
    public int Outstanding { get; set; }

    [GlobalSetup(Target = nameof(Wheel))]
    public void PrepareWheel()
    {
        _wheelTimers = WheelTimer.Many(_wheel, Outstanding);
        _rounds = Rounds.Warm(Outstanding, FillWheel, FireWheel);
    }

    [GlobalSetup(Target = nameof(Queue))]
    public void PrepareQueue()
    {
        _wheelTimers = WheelTimer.Many(_wheel, Outstanding);
        _queue = new PriorityQueue<WheelTimer, long>(Outstanding);
        _rounds = Rounds.Warm(Outstanding, FillQueue, FireQueue);
    }

    [GlobalSetup(Target = nameof(SystemTimer))]
    public void PrepareTimers()
    {
        _timers = new Timer[Outstanding];
        for (int index = 0; index < Outstanding; index++)
            _timers[index] = new Timer(static left => ((CountdownEvent)left!).Signal(), _left, Timeout.Infinite, Timeout.Infinite);

        _rounds = Rounds.Warm(Outstanding, static () => { }, FireTimers);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        foreach (Timer timer in _timers)
            timer.Dispose();

        _timers = [];
    }

    [Benchmark(Description = "timer fire: wheel", OperationsPerInvoke = Rounds.Step)]
    [Ours]
    public void Wheel() => _rounds!.Run();

    [Benchmark(Description = "timer fire: PriorityQueue", OperationsPerInvoke = Rounds.Step)]
    public void Queue() => _rounds!.Run();

    // It cannot be moved by hand: a thousand at a time are due at once, and adding them and the way to the thread pool are in the figure.
    [Benchmark(Description = "timer add + fire: System.Threading.Timer", OperationsPerInvoke = Rounds.Step)]
    public void SystemTimer() => _rounds!.Run();

    // The tick that comes first after the last round's: the wheel has been there.
    private void FillWheel()
    {
        _start += Span;
        _wheel.Collect(_start);
        for (int index = 0; index < Outstanding; index++)
            _wheel.Arm(_wheelTimers[index], Due(index));
    }

    // As the loop does: it sleeps until the wheel has something to do.
    private void FireWheel(int first, int end)
    {
        for (int fired = first; fired < end;)
        {
            if (_wheel.TryTakeDue(out LoopTimer? timer))
            {
                timer.Fire();
                fired++;
            }
            else
            {
                _wheel.Collect(_wheel.NextWakeTick);
            }
        }
    }

    private void FillQueue()
    {
        _start += Span;
        for (int index = 0; index < Outstanding; index++)
            _queue.Enqueue(_wheelTimers[index], Due(index));
    }

    private void FireQueue(int first, int end)
    {
        for (int fired = first; fired < end && _queue.TryPeek(out WheelTimer? timer, out long due) && due <= _start + Span; fired++)
        {
            _queue.Dequeue();
            timer.Fire();
        }
    }

    // No more than these: what the others wait for is their turn.
    private void FireTimers(int first, int end)
    {
        _left.Reset(end - first);
        for (int index = first; index < end; index++)
            _timers[index].Change(0, Timeout.Infinite);

        _left.Wait();
    }

    private long Due(int index) => _start + 1 + (index * 7_919L % Span);
}
