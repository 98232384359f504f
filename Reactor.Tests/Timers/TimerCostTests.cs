using System.Runtime.CompilerServices;
using Reactor.Timers;

namespace Reactor.Tests.Timers;

public sealed class TimerCostTests
{
    // Behaviour 30
    [Test]
    public void A_million_timers_are_inserted_and_cancelled()
    {
        const int Count = 1_000_000;
        TimerRig rig = new(startTick: 1_000);
        BareTimer[] timers = new BareTimer[Count];
        for (int index = 0; index < Count; index++)
        {
            timers[index] = new BareTimer(rig.Wheel);
            rig.Wheel.Arm(timers[index], 1_000 + (index * 7_919L % 100_000));
        }

        Assert.That(rig.Wheel.Count, Is.EqualTo(Count));

        // Every second one is cancelled, in an order that is not that of arming; the rest fires.
        for (int index = 0; index < Count; index += 2)
        {
            timers[(int)(index * 7_919L % Count)].Cancel();
        }

        Assert.That(rig.Wheel.Count, Is.EqualTo(Count / 2));
        Assert.That(rig.TurnAt(200_000), Is.EqualTo(Count / 2));
        Assert.That(rig.Wheel.NextWakeTick, Is.EqualTo(long.MaxValue));
    }

    [Test]
    public void Arming_cancelling_and_firing_allocate_nothing()
    {
        TimerRig rig = new();
        BareTimer[] timers = [.. Enumerable.Range(0, 300).Select(_ => new BareTimer(rig.Wheel))];
        ActionTimer repeating = new(rig.Wheel, static () => { }, TimeSpan.FromMilliseconds(5));
        repeating.Restart(TimeSpan.Zero);
        UseTimers(rig, timers, fromTick: 0);

        long before = GC.GetAllocatedBytesForCurrentThread();
        UseTimers(rig, timers, fromTick: 1_000_000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(allocated, Is.Zero);
    }

    // An idle clock of a connection is a timer with a few fields more, and there may be a million of them.
    [Test]
    public void A_timer_is_small()
    {
        const int Count = 1_000;
        TimerRig rig = new();
        BareTimer[] timers = new BareTimer[Count];

        // Many, because the runtime now and then counts a little more than an object when it takes new memory in hand.
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int index = 0; index < Count; index++)
        {
            timers[index] = new BareTimer(rig.Wheel);
        }

        long size = (GC.GetAllocatedBytesForCurrentThread() - before) / Count;

        Assert.That(size, Is.LessThanOrEqualTo(56));
        GC.KeepAlive(timers);
    }

    // The checklist's "smaller ones": cancelled timers must free their referent immediately. The user's variable is gone
    // here, but neighbours in the list, before and behind, live on.
    [Test]
    public void A_cancelled_timer_is_collectable_at_once()
    {
        TimerRig rig = new();
        ActionTimer before = Arm(rig);
        WeakReference cancelled = ArmAndCancel(rig);
        ActionTimer behind = Arm(rig);

        GC.Collect();

        Assert.That(cancelled.IsAlive, Is.False);
        GC.KeepAlive((rig, before, behind));
    }

    // Bug 25
    [Test]
    public void A_timer_cancelled_as_due_is_collectable_at_once()
    {
        TimerRig rig = new();
        WeakReference cancelled = ArmCollectAndCancel(rig);

        GC.Collect();

        Assert.That(cancelled.IsAlive, Is.False);
        Assert.That(rig.Wheel.HasDue, Is.True);
        GC.KeepAlive(rig);
    }

    [Test]
    public void A_fired_timer_is_collectable_at_once()
    {
        TimerRig rig = new();
        WeakReference fired = ArmAndFire(rig);

        GC.Collect();

        Assert.That(fired.IsAlive, Is.False);
        GC.KeepAlive(rig);
    }

    [Test]
    public void A_cancelled_timer_does_not_keep_its_old_neighbours_alive()
    {
        TimerRig rig = new();
        (ActionTimer kept, WeakReference neighbour) = ArmTwoAndCancelBoth(rig);

        GC.Collect();

        Assert.That(neighbour.IsAlive, Is.False);
        GC.KeepAlive((rig, kept));
    }

    [Test]
    public void A_disposed_timer_lets_go_of_its_callback()
    {
        TimerRig rig = new();
        (ActionTimer timer, WeakReference state) = ArmAndDispose(rig);

        GC.Collect();

        Assert.That(state.IsAlive, Is.False);
        GC.KeepAlive(timer);
    }

    private static void UseTimers(TimerRig rig, BareTimer[] timers, long fromTick)
    {
        for (int round = 0; round < 20; round++)
        {
            long now = fromTick + (round * 5_000);
            for (int index = 0; index < timers.Length; index++)
            {
                // Some are due already, in an order that has to be sorted; some stand on a higher level.
                rig.Wheel.Arm(timers[index], now + (index * 37 % 5_000) - 100);
            }

            for (int index = 0; index < timers.Length; index += 3)
            {
                timers[index].Cancel();
            }

            rig.TurnAt(now);
            rig.TurnAt(now + 2_500);
            rig.TurnAt(now + 4_999);
        }
    }

    // What follows must not be inlined: the test's frame would keep the objects alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ActionTimer Arm(TimerRig rig, object? state = null)
    {
        ActionTimer timer = new(rig.Wheel, static _ => { }, state ?? new object());
        timer.Restart(TimeSpan.FromMilliseconds(50));
        return timer;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference ArmAndCancel(TimerRig rig)
    {
        ActionTimer timer = Arm(rig);
        timer.Cancel();
        return new WeakReference(timer);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference ArmCollectAndCancel(TimerRig rig)
    {
        Arm(rig);
        ActionTimer timer = Arm(rig);
        rig.Wheel.Collect(100);
        timer.Cancel();
        return new WeakReference(timer);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference ArmAndFire(TimerRig rig)
    {
        ActionTimer timer = Arm(rig);
        rig.TurnAt(100);
        return new WeakReference(timer);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (ActionTimer Kept, WeakReference Neighbour) ArmTwoAndCancelBoth(TimerRig rig)
    {
        ActionTimer neighbour = Arm(rig);
        ActionTimer kept = Arm(rig);
        neighbour.Cancel();
        kept.Cancel();
        return (kept, new WeakReference(neighbour));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (ActionTimer Timer, WeakReference State) ArmAndDispose(TimerRig rig)
    {
        object state = new();
        ActionTimer timer = Arm(rig, state);
        timer.Dispose();
        return (timer, new WeakReference(state));
    }
}
