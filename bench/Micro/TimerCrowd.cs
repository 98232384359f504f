using Reactor.Timers;

namespace Reactor.Micro;

/// <summary>So many timers that wait, in a wheel or of the base library; single ones of them are then moved.</summary>
internal sealed class TimerCrowd(int count)
{
    private const int Soonest = 30_000;
    private const int Spread = 1_000;

    private WheelTimer[] _wheelTimers = [];
    private Timer[] _timers = [];

    public TimerWheel Wheel { get; } = new(new StillClock(), 0);

    /// <summary>In which order they are moved.</summary>
    public Visits Visits { get; } = new(count);

    /// <summary>When a timer is due, in milliseconds.</summary>
    public static int Due(int index) => Soonest + (index % Spread);

    public WheelTimer WheelTimer(int index) => _wheelTimers[index];

    public Timer Timer(int index) => _timers[index];

    public void FillWheel()
    {
        _wheelTimers = Micro.WheelTimer.Many(Wheel, count);
        for (int index = 0; index < count; index++)
            Wheel.Arm(_wheelTimers[index], Due(index));
    }

    public void MakeTimers()
    {
        _timers = new Timer[count];
        for (int index = 0; index < count; index++)
            _timers[index] = new Timer(static _ => { }, null, Due(index), Timeout.Infinite);
    }

    public void Clear()
    {
        Wheel.DropAll();
        foreach (Timer timer in _timers)
            timer.Dispose();

        _timers = [];
    }
}
