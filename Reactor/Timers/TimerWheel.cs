using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Reactor.Timers;

/// <summary>The timers of one loop: a hierarchical wheel of 6 × 64 slots with a resolution of one millisecond.</summary>
/// <remarks>
/// <para>
/// Arming, re-arming and cancelling take constant time and allocate nothing: timers are linked through themselves.
/// Times are ticks: whole milliseconds of the monotonic clock. <see cref="WheelLayout"/> says which tick stands where.
/// </para>
/// <para>
/// Use: when the clock has moved, <see cref="Collect"/> what is due, then <see cref="TryTakeDue"/> and fire one at a time.
/// What a callback arms waits for the next collection, so a batch always ends; what it cancels is not handed out.
/// </para>
/// <para>Belongs to the loop's thread and checks nothing; <see cref="LoopTimer"/> does that for users.</para>
/// </remarks>
internal sealed class TimerWheel
{
    private const long NanosecondsPerTick = 1_000_000;
    private const long NanosecondsPerTimeSpanTick = 100;

    // Invariants, which hold whenever Collect is not running:
    // - A timer in a list stands where WheelLayout.PositionOf says for the current tick and its own. (An overdue one may
    //   not be collected yet, but nothing else is due.)
    // - A list is in order of arming, so timers with equal ticks are (see WheelLayout).
    // - A level's bit is set exactly if the list of that slot is not empty.
    private readonly TimerList[] _lists = new TimerList[WheelLayout.Positions];

    // One word per level. The last word belongs to the two lists outside the levels and is never read; having it spares
    // a branch.
    private readonly ulong[] _occupied = new ulong[WheelLayout.Levels + 1];
    private readonly DueTimers _due = new();
    private long _currentTick;

    /// <summary>Makes an empty wheel.</summary>
    /// <param name="clock">The loop's clock and guard, for the timers.</param>
    /// <param name="startTick">The tick to stand at: what <see cref="TickAt"/> says of the clock.</param>
    public TimerWheel(TimerClock clock, long startTick)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startTick);
        Clock = clock;
        _currentTick = startTick;
    }

    /// <summary>The loop's clock and guard.</summary>
    public TimerClock Clock { get; }

    /// <summary>How many timers are armed, those included that are due and not handed out yet.</summary>
    public int Count { get; private set; }

    /// <summary>Whether <see cref="TryTakeDue"/> has a timer to hand out.</summary>
    public bool HasDue => _due.Count > 0;

    /// <summary>The earliest tick at which <see cref="Collect"/> has something to do; <see cref="long.MaxValue"/> when no timer is armed.</summary>
    /// <remarks>
    /// Never later than the next due tick. It is that very tick when it is near; for a timer on a higher level it is the
    /// start of its slot, so a far timer wakes the loop once per level on its way (and once in 2.2 years before that).
    /// The tick the wheel stands at means: at once, whatever the clock says.
    /// </remarks>
    public long NextWakeTick
    {
        get
        {
            if (Count == 0)
            {
                return long.MaxValue;
            }

            if (HasDue || !_lists[WheelLayout.Overdue].IsEmpty)
            {
                return _currentTick;
            }

            if (FirstOccupied(out int level, out int slot))
            {
                return WheelLayout.SlotStart(_currentTick, level, slot);
            }

            return _lists[WheelLayout.Far].IsEmpty ? long.MaxValue : WheelLayout.NextRoundStart(_currentTick);
        }
    }

    /// <summary>Tells the last tick that has begun at a time: what to <see cref="Collect"/> with.</summary>
    /// <param name="nowNanoseconds">The monotonic clock, in nanoseconds.</param>
    public static long TickAt(long nowNanoseconds) => nowNanoseconds / NanosecondsPerTick;

    /// <summary>Tells the first tick at which a delay is over: rounded up, so never early.</summary>
    /// <param name="nowNanoseconds">The monotonic clock, in nanoseconds; not negative.</param>
    /// <param name="delay">How long from now; a negative one counts as zero. <see cref="Timeout.InfiniteTimeSpan"/> is negative too.</param>
    /// <remarks>
    /// Exact for every delay: the longest is 9 × 10¹⁴ ms, so while nanoseconds would overflow, ticks do not. Whole
    /// milliseconds and the rests are added apart for that reason.
    /// </remarks>
    public static long DueTick(long nowNanoseconds, TimeSpan delay)
    {
        long delayTicks = Math.Max(delay.Ticks, 0);
        long rest = (nowNanoseconds % NanosecondsPerTick)
            + (delayTicks % TimeSpan.TicksPerMillisecond * NanosecondsPerTimeSpanTick);
        return TickAt(nowNanoseconds)
            + (delayTicks / TimeSpan.TicksPerMillisecond)
            + ((rest + NanosecondsPerTick - 1) / NanosecondsPerTick);
    }

    /// <summary>Arms a timer of this wheel; an earlier arming is replaced. O(1), allocates nothing.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="dueTick">When it is due; a tick that has come already is due at the next <see cref="Collect"/>.</param>
    /// <exception cref="ObjectDisposedException">The timer was disposed.</exception>
    public void Arm(LoopTimer timer, long dueTick)
    {
        Debug.Assert(timer.Wheel == this, "A timer belongs to one wheel.");
        ObjectDisposedException.ThrowIf(timer.Position == LoopTimer.Disposed, timer);
        if (timer.IsArmed)
        {
            Remove(timer);
        }
        else
        {
            Count++;
        }

        timer.DueTick = dueTick;
        Place(timer);
    }

    /// <summary>Arms a repeating timer, which is being fired, for its next call: one period after the tick that was due; or, when that has passed already, after now.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="periodTicks">The period in ticks.</param>
    /// <remarks>
    /// Counting from the due tick keeps the beat however late single calls are. After a stall the missed calls are not
    /// made up for. The clock is read live, since a slow callback earlier in the batch can be that stall.
    /// </remarks>
    public void ArmNext(LoopTimer timer, long periodTicks)
    {
        long now = Clock.Nanoseconds;
        long next = timer.DueTick + periodTicks;
        Arm(timer, next > TickAt(now) ? next : DueTick(now, TimeSpan.FromMilliseconds(periodTicks)));
    }

    /// <summary>Cancels a timer of this wheel; nothing happens if it is not armed. O(1). The wheel does not reference it any more.</summary>
    public void Cancel(LoopTimer timer)
    {
        Debug.Assert(timer.Wheel == this, "A timer belongs to one wheel.");
        if (!timer.IsArmed)
        {
            return;
        }

        Remove(timer);
        timer.Position = LoopTimer.NotArmed;
        Count--;
    }

    /// <summary>Moves the wheel to a tick and makes a batch of every timer due by then, in order of tick, then of arming.</summary>
    /// <param name="nowTick">The tick to move to; an earlier one than last time does not move the wheel back.</param>
    /// <remarks>
    /// Empty stretches cost nothing, so a stall of hours is no more work than one of milliseconds. What is left of the
    /// last batch becomes part of this one. Not to be called from a timer's callback: the batch would not end.
    /// </remarks>
    public void Collect(long nowTick)
    {
        nowTick = Math.Max(nowTick, _currentTick);
        if (NextWakeTick > nowTick)
        {
            // Nearly every turn: nothing is due.
            _currentTick = nowTick;
            return;
        }

        // What is left and what was overdue when armed is due before anything that is in the levels, and is the only
        // part that can be out of order: there, ticks do not decide the place. What was left was armed first, so a
        // stable sort by tick is a sort by tick and arming.
        _due.KeepRest();
        CollectList(WheelLayout.Overdue);
        _due.Sort();

        // From here on timers come in order: slot by slot, and each slot in order of arming.
        do
        {
            VisitSlots(nowTick);
        }
        while (LowerFarTimers(nowTick));

        _currentTick = nowTick;
    }

    /// <summary>Hands out the next timer of the batch, for the caller to fire; it is not armed from then on.</summary>
    /// <param name="timer">A timer that was neither cancelled nor re-armed since the batch was made.</param>
    /// <returns>False when the batch is over.</returns>
    public bool TryTakeDue([NotNullWhen(true)] out LoopTimer? timer)
    {
        if (!_due.TryTake(out timer))
        {
            return false;
        }

        Count--;
        return true;
    }

    /// <summary>Cancels every timer, those due included. O(timers).</summary>
    /// <returns>How many were armed.</returns>
    public int DropAll()
    {
        int armed = Count;
        foreach (ref TimerList list in _lists.AsSpan())
        {
            while (list.First is { } timer)
            {
                Cancel(timer);
            }
        }

        while (TryTakeDue(out _))
        {
        }

        return armed;
    }

    /// <summary>Visits, in order, each slot that holds a timer and begins no later than a tick.</summary>
    private void VisitSlots(long nowTick)
    {
        while (FirstOccupied(out int level, out int slot))
        {
            long start = WheelLayout.SlotStart(_currentTick, level, slot);
            if (start > nowTick)
            {
                return;
            }

            // The wheel moves first: the timers of the slot are placed as seen from its start.
            _currentTick = start;
            int position = (level * WheelLayout.SlotsPerLevel) + slot;
            if (level == 0)
            {
                CollectList(position);
            }
            else
            {
                LowerList(position);
            }
        }
    }

    /// <summary>Finds the slot that begins first: the first one of the lowest level that is not empty.</summary>
    private bool FirstOccupied(out int level, out int slot)
    {
        for (level = 0; level < WheelLayout.Levels; level++)
        {
            ulong occupied = _occupied[level];
            if (occupied != 0)
            {
                slot = BitOperations.TrailingZeroCount(occupied);
                return true;
            }
        }

        slot = 0;
        return false;
    }

    private void Place(LoopTimer timer)
    {
        int position = WheelLayout.PositionOf(_currentTick, timer.DueTick);
        timer.Position = position;

        // Most lists are long. The words are only touched when a list begins or ceases to be empty.
        if (_lists[position].Append(timer))
        {
            _occupied[WheelLayout.LevelOf(position)] |= 1UL << position;
        }
    }

    private void Remove(LoopTimer timer)
    {
        int position = timer.Position;
        if (DueTimers.Contains(position))
        {
            _due.Remove(timer);
            return;
        }

        if (_lists[position].Remove(timer))
        {
            MarkEmpty(position);
        }
    }

    /// <summary>Moves a list to the end of the batch.</summary>
    private void CollectList(int position)
    {
        LoopTimer? timer = TakeList(position);
        while (timer is not null)
        {
            LoopTimer? next = TimerList.Detach(timer);
            _due.Add(timer);
            timer = next;
        }
    }

    /// <summary>Spreads the list of a slot that has been reached over the levels below it. Each timer goes down at most once per level.</summary>
    private void LowerList(int position)
    {
        LoopTimer? timer = TakeList(position);
        while (timer is not null)
        {
            LoopTimer? next = TimerList.Detach(timer);
            if (timer.DueTick == _currentTick)
            {
                _due.Add(timer);
            }
            else
            {
                Place(timer);
            }

            timer = next;
        }
    }

    /// <summary>After the slots, moves the wheel into the round of the first far timer, if that has begun.</summary>
    /// <returns>Whether there is more to collect now.</returns>
    /// <remarks>Looks at each far timer, but only when a round of 2.2 years ends; rounds without a timer are jumped over.</remarks>
    private bool LowerFarTimers(long nowTick)
    {
        LoopTimer? timer = _lists[WheelLayout.Far].First;
        if (timer is null || WheelLayout.NextRoundStart(_currentTick) > nowTick)
        {
            return false;
        }

        long earliest = long.MaxValue;
        for (; timer is not null; timer = timer.Next)
        {
            earliest = Math.Min(earliest, timer.DueTick);
        }

        long start = WheelLayout.RoundStart(earliest);
        if (start > nowTick)
        {
            return false;
        }

        _currentTick = start;
        LowerList(WheelLayout.Far);
        return true;
    }

    private LoopTimer? TakeList(int position)
    {
        MarkEmpty(position);
        return _lists[position].TakeAll();
    }

    // A shift counts modulo 64, which is the slot within the level.
    private void MarkEmpty(int position) =>
        _occupied[WheelLayout.LevelOf(position)] &= ~(1UL << position);
}
