using Reactor.Timers;

namespace Reactor.Micro;

/// <summary>A timer that counts when it fires.</summary>
internal sealed class WheelTimer(TimerWheel wheel) : LoopTimer(wheel)
{
    public int Fired { get; private set; }

    internal override void Fire() => Fired++;

    public static WheelTimer[] Many(TimerWheel wheel, int count)
    {
        WheelTimer[] timers = new WheelTimer[count];
        for (int index = 0; index < count; index++)
            timers[index] = new WheelTimer(wheel);

        return timers;
    }
}
