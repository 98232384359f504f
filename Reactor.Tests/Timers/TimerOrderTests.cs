namespace Reactor.Tests.Timers;

public sealed class TimerOrderTests
{
    // Behaviour 16
    [Test]
    public void The_earlier_deadline_fires_first_whenever_it_was_armed()
    {
        TimerRig rig = new();
        rig.Armed(3, 5_000);
        rig.Armed(1, 20);
        rig.Armed(4, 300_000);
        rig.Armed(2, 100);

        rig.TurnAt(400_000);

        Assert.That(rig.Fired, Is.EqualTo([1, 2, 3, 4]));
    }

    // Behaviour 16: the timers for one tick are armed from ever nearer, so each begins on another level of the wheel.
    [TestCase(false)]
    [TestCase(true)]
    public void Equal_deadlines_fire_in_order_of_arming_across_levels(bool stallsAtTheEnd)
    {
        const long Due = (1L << 37) + (1L << 33) + 4_321;
        TimerRig rig = new();
        int id = 0;
        foreach (long distance in TickGen.Boundaries.Reverse().Where(distance => distance is > 0 and < Due))
        {
            rig.TurnAt(Due - distance);
            rig.Armed(id++, Due);
            rig.Armed(id++, Due);
        }

        rig.TurnAt(stallsAtTheEnd ? Due + (1L << 40) : Due);

        Assert.That(rig.Fired, Is.EqualTo(Enumerable.Range(0, id)));
    }

    // Behaviour 29
    [Test]
    public void Many_timers_of_equal_duration_fire_in_order()
    {
        const int Count = 10_000;
        TimerRig rig = new(startTick: 777);
        for (int id = 0; id < Count; id++)
        {
            // Every hundred timers the clock moves on by a tick.
            if (id % 100 == 0)
            {
                rig.TurnAt(777 + (id / 100));
            }

            rig.Armed(id, 777 + (id / 100) + 5_000);
        }

        for (long tick = 5_776; rig.Fired.Count < Count; tick += 3)
        {
            rig.TurnAt(tick);
        }

        Assert.That(rig.Fired, Is.EqualTo(Enumerable.Range(0, Count)));
    }

    // Behaviour 16: a tick that has passed when the timer is armed still counts for the order.
    [Test]
    public void Overdue_timers_fire_in_order_and_before_the_rest()
    {
        TimerRig rig = new(startTick: 10);
        rig.Armed(6, 11);
        rig.Armed(4, 5);
        rig.Armed(1, 3);
        rig.Armed(3, 4);
        rig.Armed(5, 10);
        rig.Armed(2, 3);

        rig.TurnAt(11);

        Assert.That(rig.Fired, Is.EqualTo([1, 2, 3, 4, 5, 6]));
    }

    [Test]
    public void Many_overdue_timers_are_sorted_by_tick_then_arming()
    {
        const int Count = 1_000;
        TimerRig rig = new(startTick: 5_000);
        for (int id = 0; id < Count; id++)
        {
            rig.Armed(id, id * 7_919 % 100);
        }

        rig.TurnAt(5_000);

        Assert.That(rig.Fired, Is.EqualTo(Enumerable.Range(0, Count).OrderBy(id => id * 7_919 % 100)));
    }
}
