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
    /// <returns>Whether it is the first one.</returns>
    public bool Append(LoopTimer timer)
    {
        LoopTimer? last = _last;
        _last = timer;
        if (last is null)
        {
            _first = timer;
            return true;
        }

        last.Next = timer;
        timer.Previous = last;
        return false;
    }

    /// <summary>Takes a timer of this list out. O(1); touches the timer and its two neighbours.</summary>
    /// <returns>Whether it was the only one.</returns>
    public bool Remove(LoopTimer timer)
    {
        LoopTimer? previous = timer.Previous;
        LoopTimer? next = timer.Next;
        timer.Previous = null;
        timer.Next = null;

        // In a long list nearly every timer stands between two others; then the list itself need not be touched.
        if (previous is not null && next is not null)
        {
            previous.Next = next;
            next.Previous = previous;
            return false;
        }

        return RemoveEnd(previous, next);
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

    private bool RemoveEnd(LoopTimer? previous, LoopTimer? next)
    {
        if (next is not null)
        {
            _first = next;
            next.Previous = null;
            return false;
        }

        _last = previous;
        if (previous is not null)
        {
            previous.Next = null;
            return false;
        }

        _first = null;
        return true;
    }
}
