using CsCheck;
using Reactor.Timers;

namespace Reactor.Tests.Timers;

/// <summary>What a step of a script does to the timers.</summary>
internal enum TimerAct
{
    /// <summary>Arms a timer, or arms it again.</summary>
    Arm,

    /// <summary>Cancels a timer.</summary>
    Cancel,

    /// <summary>Moves the clock and collects what is due; what was left of the last batch stays.</summary>
    Collect,

    /// <summary>Fires a few timers of the batch.</summary>
    FireSome,

    /// <summary>Fires the whole batch.</summary>
    FireAll,

    /// <summary>Sleeps until the wheel wants to be woken, and collects.</summary>
    Sleep,
}

/// <summary>One step of a script.</summary>
/// <param name="Act">What to do.</param>
/// <param name="Timer">The timer it is about.</param>
/// <param name="Ticks">How far from now, or how many.</param>
/// <param name="Reaction">For an armed timer: what its callback does, and to which timer.</param>
internal readonly record struct TimerStep(TimerAct Act, int Timer, long Ticks, TimerReaction Reaction);

/// <summary>What a timer's callback does.</summary>
/// <param name="Act">Arm or cancel; anything else is nothing.</param>
/// <param name="Timer">The timer it does it to, possibly itself.</param>
/// <param name="Ticks">How far from now.</param>
internal readonly record struct TimerReaction(TimerAct Act, int Timer, long Ticks);

/// <summary>Plays a script on a wheel and on <see cref="PlainTimers"/> at once, and compares them after every step.</summary>
internal sealed class TimerScript
{
    private const int Timers = 8;

    private static readonly Gen<TimerReaction> _reactions = Gen.Select(
        Gen.OneOf(TimerAct.Arm, TimerAct.Cancel, TimerAct.FireAll),
        Gen.Int[0, Timers - 1],
        TickGen.Distance,
        (act, timer, ticks) => new TimerReaction(act, timer, ticks));

    private readonly TimerWheel _wheel;
    private readonly PlainTimers _plain;
    private readonly ProbeTimer[] _timers;
    private readonly TimerReaction[] _reactionOf = new TimerReaction[Timers];
    private int _fired;

    private TimerScript(long startTick)
    {
        _wheel = new TimerWheel(new ManualTimerClock(), startTick);
        _plain = new PlainTimers(Timers, startTick);
        _timers = [.. Enumerable.Range(0, Timers).Select(id => new ProbeTimer(_wheel, id, OnFire))];
    }

    /// <summary>Steps of every kind, arming more often than the rest.</summary>
    public static Gen<TimerStep> Steps { get; } = Gen.Select(
        Gen.Frequency(
            (5, Gen.Const(TimerAct.Arm)),
            (1, Gen.Const(TimerAct.Cancel)),
            (3, Gen.Const(TimerAct.Collect)),
            (1, Gen.Const(TimerAct.FireSome)),
            (3, Gen.Const(TimerAct.FireAll)),
            (2, Gen.Const(TimerAct.Sleep))),
        Gen.Int[0, Timers - 1],
        TickGen.Distance,
        _reactions,
        (act, timer, ticks, reaction) => new TimerStep(act, timer, ticks, reaction));

    /// <summary>Plays a script; throws at the first difference.</summary>
    public static void Play(long startTick, TimerStep[] steps)
    {
        TimerScript script = new(startTick);
        foreach (TimerStep step in steps)
        {
            script.Do(step);
            script.Compare();
        }
    }

    private void Do(TimerStep step)
    {
        switch (step.Act)
        {
            case TimerAct.Arm:
                _reactionOf[step.Timer] = step.Reaction;
                Arm(step.Timer, step.Ticks);
                break;
            case TimerAct.Cancel:
                Cancel(step.Timer);
                break;
            case TimerAct.Collect:
                Collect(TickGen.Add(_plain.CurrentTick, step.Ticks));
                break;
            case TimerAct.FireSome:
                Fire(atMost: step.Timer);
                break;
            case TimerAct.FireAll:
                Fire(atMost: int.MaxValue);
                break;
            case TimerAct.Sleep:
                Collect(_plain.Count == 0 ? _plain.CurrentTick : _wheel.NextWakeTick);
                break;
        }
    }

    private void Arm(int timer, long distance)
    {
        long dueTick = TickGen.Add(_plain.CurrentTick, distance);
        _wheel.Arm(_timers[timer], dueTick);
        _plain.Arm(timer, dueTick);
    }

    private void Cancel(int timer)
    {
        _wheel.Cancel(_timers[timer]);
        _plain.Cancel(timer);
    }

    private void Collect(long nowTick)
    {
        _wheel.Collect(nowTick);
        _plain.Collect(nowTick);
    }

    private void Fire(int atMost)
    {
        for (int count = 0; count < atMost; count++)
        {
            int expected = _plain.TakeDue();
            _fired = -1;
            if (_wheel.TryTakeDue(out LoopTimer? timer))
            {
                Require(!timer.IsArmed, "A timer that was handed out is still armed.");
                timer.Fire();
            }

            Require(_fired == expected, $"Timer {_fired} fired instead of {expected}.");
            if (expected < 0)
            {
                return;
            }

            Compare();
        }
    }

    private void OnFire(ProbeTimer timer)
    {
        _fired = timer.Id;
        TimerReaction reaction = _reactionOf[timer.Id];
        if (reaction.Act == TimerAct.Arm)
        {
            Arm(reaction.Timer, reaction.Ticks);
        }
        else if (reaction.Act == TimerAct.Cancel)
        {
            Cancel(reaction.Timer);
        }
    }

    private void Compare()
    {
        Require(_wheel.Count == _plain.Count, $"{_wheel.Count} timers are armed instead of {_plain.Count}.");
        Require(_wheel.HasDue == _plain.HasDue, $"HasDue is {_wheel.HasDue}.");
        for (int timer = 0; timer < Timers; timer++)
        {
            Require(_timers[timer].IsArmed == _plain.IsArmed(timer), $"IsArmed of timer {timer} is {_timers[timer].IsArmed}.");
        }

        // Never later than the next timer, never in the past, and not now unless something is due now.
        long wake = _wheel.NextWakeTick;
        long due = _plain.NextDueTick;
        long now = _plain.CurrentTick;
        Require(wake <= due, $"The wheel would wake at {wake}, too late for {due}.");
        Require(due > now ? wake > now : wake == now, $"The wheel would wake at {wake}; it is {now}, and {due} is due.");
        Require(_plain.Count > 0 || wake == long.MaxValue, $"An empty wheel would wake at {wake}.");
    }

    private static void Require(bool condition, string message)
    {
        // Not an assertion: those are noted by NUnit even where CsCheck catches them to shrink the script.
        if (!condition)
        {
            throw new InvalidOperationException(message);
        }
    }
}
