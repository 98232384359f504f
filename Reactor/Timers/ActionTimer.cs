namespace Reactor.Timers;

/// <summary>A timer that calls a delegate, once or with a period. Belongs to the loop's thread.</summary>
internal sealed class ActionTimer : LoopTimer
{
    // In whole ticks, that is milliseconds; 0 when the timer does not repeat.
    private readonly long _periodTicks;
    private Action<object?>? _callback;
    private object? _state;

    /// <summary>Makes a timer that is not armed; <see cref="LoopTimer.Restart"/> arms it.</summary>
    /// <param name="wheel">The wheel of the loop.</param>
    /// <param name="callback">What to call, on the loop's thread.</param>
    /// <param name="period">The time between two calls, rounded up to a whole millisecond; null to call once.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is zero or negative.</exception>
    public ActionTimer(TimerWheel wheel, Action callback, TimeSpan? period = null)
        : this(wheel, static action => ((Action)action!)(), callback, period)
    {
    }

    /// <summary>Makes a timer that is not armed; <see cref="LoopTimer.Restart"/> arms it.</summary>
    /// <param name="wheel">The wheel of the loop.</param>
    /// <param name="callback">What to call with the state, on the loop's thread.</param>
    /// <param name="state">What the callback gets, so that it need not capture anything.</param>
    /// <param name="period">The time between two calls, rounded up to a whole millisecond; null to call once.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is zero or negative.</exception>
    public ActionTimer(TimerWheel wheel, Action<object?> callback, object? state, TimeSpan? period = null)
        : base(wheel)
    {
        _callback = callback;
        _state = state;
        if (period is { } time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, nameof(period));
            _periodTicks = TimerWheel.DueTick(0, time);
        }
    }

    /// <inheritdoc/>
    internal override object? Culprit => (_state as Delegate ?? _callback)?.Target;

    /// <inheritdoc/>
    internal override void Fire()
    {
        // Armed again before the call, so that a callback that throws leaves the timer armed, and one that cancels or
        // restarts it has the last word.
        if (_periodTicks > 0)
        {
            Wheel.ArmNext(this, _periodTicks);
        }

        _callback!(_state);
    }

    /// <inheritdoc/>
    internal override void DropCallback()
    {
        _callback = null;
        _state = null;
    }
}
