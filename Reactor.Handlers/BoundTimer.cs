using Reactor.Timers;

namespace Reactor.Handlers;

/// <summary>A timer of one connection: dropped when that closes, and its faults are the connection's.</summary>
internal sealed class BoundTimer : LoopTimer
{
    private readonly ConnectionHandler _connection;
    private readonly long _periodTicks;
    private Action? _callback;

    public BoundTimer(TimerWheel wheel, ConnectionHandler connection, Action callback, TimeSpan? period)
        : base(wheel)
    {
        _connection = connection;
        _callback = callback;
        if (period is { } time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, nameof(period));
            _periodTicks = TimerWheel.DueTick(0, time);
        }
    }

    internal override object? Culprit => _connection;

    internal override void Fire()
    {
        if (_connection.IsOver)
        {
            // It was restarted by somebody who kept it.
            Dispose();
            return;
        }

        if (_periodTicks > 0)
        {
            Wheel.ArmNext(this, _periodTicks);
        }

        if (_callback is { } callback)
        {
            _connection.CallBound(callback);
        }
    }

    internal override void DropCallback() => _callback = null;
}
