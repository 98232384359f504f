using System.Diagnostics.CodeAnalysis;

namespace Reactor.Timers;

/// <summary>The batch of timers that are due: handed out one at a time, each cancellable until then.</summary>
/// <remarks>
/// Belongs to the loop's thread. A timer in the batch knows its place by <see cref="LoopTimer.Position"/>; cancelling or
/// re-arming it empties the place. So what is handed out is never stale, and a cancelled timer is not referenced.
/// </remarks>
internal sealed class DueTimers
{
    // Positions below this one are the wheel's lists.
    private const int FirstPosition = WheelLayout.Positions;

    // Grows to the largest batch there ever was and is then reused; places outside [_next, _end) are null.
    private LoopTimer?[] _timers = new LoopTimer?[16];
    private int _next;
    private int _end;

    /// <summary>How many timers are still to be handed out.</summary>
    public int Count { get; private set; }

    /// <summary>Tells whether a position is a place in the batch.</summary>
    public static bool Contains(int position) => position >= FirstPosition;

    /// <summary>Puts a timer, which is in no list, at the end of the batch.</summary>
    public void Add(LoopTimer timer)
    {
        if (_end == _timers.Length)
        {
            Array.Resize(ref _timers, _timers.Length * 2);
        }

        Put(timer, _end);
        _end++;
        Count++;
    }

    /// <summary>Takes a timer of the batch out before its turn. O(1). Leaves its <see cref="LoopTimer.Position"/> to the caller.</summary>
    public void Remove(LoopTimer timer)
    {
        _timers[timer.Position - FirstPosition] = null;
        Count--;
    }

    /// <summary>Hands out the next timer, which is not armed from then on.</summary>
    /// <returns>False when there is none left.</returns>
    public bool TryTake([NotNullWhen(true)] out LoopTimer? timer)
    {
        while (_next < _end)
        {
            timer = _timers[_next];
            _timers[_next] = null;
            _next++;
            if (timer is not null)
            {
                timer.Position = LoopTimer.NotArmed;
                Count--;
                return true;
            }
        }

        _next = 0;
        _end = 0;
        timer = null;
        return false;
    }

    /// <summary>Begins a batch with what is left of the last one, which happens when a turn was broken off.</summary>
    public void KeepRest()
    {
        int kept = 0;
        for (int index = _next; index < _end; index++)
        {
            if (_timers[index] is { } timer)
            {
                _timers[index] = null;
                Put(timer, kept);
                kept++;
            }
        }

        _next = 0;
        _end = kept;
    }

    /// <summary>Sorts the batch by tick; equal ticks keep their order. Only valid before the first is handed out.</summary>
    /// <remarks>Nearly always it is in order already, and then this is one look at each timer.</remarks>
    public void Sort()
    {
        if (IsSorted())
        {
            return;
        }

        // The places, not yet changed, break the ties: that makes the sort stable.
        Span<LoopTimer?> batch = _timers.AsSpan(0, _end);
        batch.Sort(static (left, right) =>
        {
            int order = left!.DueTick.CompareTo(right!.DueTick);
            return order != 0 ? order : left.Position.CompareTo(right.Position);
        });

        for (int index = 0; index < batch.Length; index++)
        {
            batch[index]!.Position = FirstPosition + index;
        }
    }

    private bool IsSorted()
    {
        for (int index = 1; index < _end; index++)
        {
            if (_timers[index]!.DueTick < _timers[index - 1]!.DueTick)
            {
                return false;
            }
        }

        return true;
    }

    private void Put(LoopTimer timer, int index)
    {
        _timers[index] = timer;
        timer.Position = FirstPosition + index;
    }
}
