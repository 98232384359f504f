using Reactor.Timers;

namespace Reactor;

/// <summary>A timer of an event loop: what <c>Schedule</c> answers with, to cancel or restart it.</summary>
/// <remarks>
/// <para>
/// It belongs to one loop, and every member except <see cref="IsArmed"/> must be called on that loop's thread; another
/// thread gets an exception that says so. Its callback runs there too, never earlier than asked, never inside the call
/// that armed it.
/// </para>
/// <para>
/// The loop references a timer only while it is armed. A timer that was cancelled, or that fired and does not repeat, is
/// kept alive by whoever holds it, and can be restarted for as long.
/// </para>
/// </remarks>
public abstract class LoopTimer : IDisposable
{
    // The timer is itself the node of the wheel's lists, so arming, re-arming and cancelling allocate nothing. Every
    // armed connection carries one of these: 56 bytes with the object header. There is no generation in it, because
    // nothing can be stale: cancelling takes the timer out of the very place that would have fired it.

    /// <summary>The <see cref="Position"/> of a timer that waits for nothing.</summary>
    internal const int NotArmed = -1;

    /// <summary>The <see cref="Position"/> of a timer that cannot be armed again.</summary>
    internal const int Disposed = -2;

    /// <summary>Makes a timer that is not armed.</summary>
    /// <param name="wheel">The wheel of the loop it belongs to.</param>
    private protected LoopTimer(TimerWheel wheel)
    {
        Wheel = wheel;
        Position = NotArmed;
    }

    /// <summary>Whether the timer waits to fire.</summary>
    /// <remarks>False inside its own callback, unless it repeats or was restarted there.</remarks>
    public bool IsArmed => Position >= 0;

    /// <summary>The wheel that the timer belongs to.</summary>
    internal TimerWheel Wheel { get; }

    /// <summary>The tick (milliseconds of the monotonic clock) from which the timer is due; the last one when it is not armed.</summary>
    internal long DueTick { get; set; }

    /// <summary>Where the wheel keeps the timer: a list, a place in the batch of due timers, or nowhere (negative).</summary>
    internal int Position { get; set; }

    /// <summary>The timer before this one in its list.</summary>
    internal LoopTimer? Previous { get; set; }

    /// <summary>The timer after this one in its list.</summary>
    internal LoopTimer? Next { get; set; }

    /// <summary>Cancels the timer; nothing happens if it is not armed.</summary>
    /// <remarks>
    /// Works until the moment of the call: a timer that is already due, and would be called later in this very turn, is
    /// not called. The loop forgets the timer at once. <see cref="Restart"/> arms it again.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public void Cancel()
    {
        Wheel.Clock.VerifyAccess();
        Wheel.Cancel(this);
    }

    /// <summary>Arms the timer, counted from this moment. If it was armed, the earlier arming is replaced.</summary>
    /// <param name="delay">
    /// How long to wait, rounded up to a whole millisecond. Zero or less fires in the next turn;
    /// <see cref="Timeout.InfiniteTimeSpan"/> never fires, which is the same as <see cref="Cancel"/>.
    /// </param>
    /// <remarks>Allocates nothing. A repeating timer waits this long once, then goes on with its period.</remarks>
    /// <exception cref="ObjectDisposedException">The timer was disposed.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public void Restart(TimeSpan delay)
    {
        TimerClock clock = Wheel.Clock;
        clock.VerifyAccess();
        ObjectDisposedException.ThrowIf(Position == Disposed, this);
        if (delay == Timeout.InfiniteTimeSpan)
        {
            Wheel.Cancel(this);
            return;
        }

        // Without a delay the tick under way will do: the next turn is later than now in any case.
        long now = clock.Nanoseconds;
        Wheel.Arm(this, delay > TimeSpan.Zero ? TimerWheel.DueTick(now, delay) : TimerWheel.TickAt(now));
    }

    /// <summary>Cancels the timer for good and lets go of its callback. Disposing twice is nothing.</summary>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public void Dispose()
    {
        Cancel();
        Position = Disposed;
        DropCallback();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whom a fault or a slow turn is put down to.</summary>
    internal virtual object? Culprit => null;

    /// <summary>Does what the timer is for. The loop calls it, under its fault policy, after taking the timer out of the batch.</summary>
    internal abstract void Fire();

    /// <summary>Lets go of everything that the callback references; called when the timer is disposed.</summary>
    internal virtual void DropCallback()
    {
    }
}
