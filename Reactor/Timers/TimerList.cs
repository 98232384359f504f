namespace Reactor.Timers;

/// <summary>A doubly linked list threaded through the timers themselves, in the order in which they were appended.</summary>
/// <remarks>
/// A mutable struct that lives in the wheel's array and is used there by reference. A timer that left the list
/// references no other timer: a kept, cancelled timer must not keep its old neighbours alive.
/// </remarks>
internal struct TimerList
{
    private LoopTimer? _first;
    private LoopTimer? _last;

    /// <summary>The timer that was appended first; null when the list is empty.</summary>
    public readonly LoopTimer? First => _first;

    /// <summary>Whether no timer is in the list.</summary>
    public readonly bool IsEmpty => _first is null;

    /// <summary>Puts a timer that is in no list at the end. O(1); touches the timer and the last one.</summary>
    public void Append(LoopTimer timer)
    {
        LoopTimer? last = _last;
        _last = timer;
        if (last is null)
        {
            _first = timer;
            return;
        }

        last.Next = timer;
        timer.Previous = last;
    }

    /// <summary>Takes a timer of this list out. O(1); touches the timer and its two neighbours.</summary>
    public void Remove(LoopTimer timer)
    {
        LoopTimer? previous = timer.Previous;
        LoopTimer? next = timer.Next;
        if (previous is null)
        {
            _first = next;
        }
        else
        {
            previous.Next = next;
            timer.Previous = null;
        }

        if (next is null)
        {
            _last = previous;
        }
        else
        {
            next.Previous = previous;
            timer.Next = null;
        }
    }

    /// <summary>Empties the list and answers its first timer; the rest hangs on <see cref="Detach"/>.</summary>
    public LoopTimer? TakeAll()
    {
        LoopTimer? first = _first;
        this = default;
        return first;
    }

    /// <summary>Cuts one timer off a chain that <see cref="TakeAll"/> answered, and answers the one behind it.</summary>
    public static LoopTimer? Detach(LoopTimer timer)
    {
        LoopTimer? next = timer.Next;
        timer.Next = null;
        timer.Previous = null;
        return next;
    }
}
