namespace Reactor.Tests.Conformance;

/// <summary>When timers fire, on both clocks.</summary>
public sealed class TimerConformanceTests(Platform platform) : ConformanceFixture(platform)
{
    // Behaviour 16, Behaviour 29
    [Test]
    public void Order_is_by_deadline_and_then_by_arming()
    {
        List<string> fired = [];
        Server.Schedule(Milliseconds(30), () => fired.Add("late"));
        for (int number = 0; number < 100; number++)
        {
            int own = number;
            Server.Schedule(Milliseconds(20), () => fired.Add($"{own:00}"));
        }

        Server.Schedule(Milliseconds(10), () => fired.Add("early"));

        Stage.RunFor(Milliseconds(50));

        Assert.That(fired, Is.EqualTo(new[] { "early" }.Concat(Enumerable.Range(0, 100).Select(own => $"{own:00}")).Append("late")));
    }

    // Behaviour 17
    [TestCase(0)]
    [TestCase(-5)]
    public void No_delay_fires_once_and_not_inside_the_call(int milliseconds)
    {
        int fired = 0;
        Server.Schedule(Milliseconds(milliseconds), () => fired++);
        int atOnce = fired;

        Stage.RunFor(Milliseconds(10));

        Assert.That((atOnce, fired), Is.EqualTo((0, 1)));
    }

    // Behaviour 18, Bug 21
    [Test]
    public void Longest_delay_neither_fires_nor_overflows()
    {
        int fired = 0;
        LoopTimer timer = Server.Schedule(TimeSpan.MaxValue, () => fired++);
        Server.Schedule(TimeSpan.MaxValue - TimeSpan.FromTicks(1), () => fired++);

        Stage.RunFor(TimeSpan.FromDays(400));

        Assert.That(fired, Is.Zero);
        Assert.That(timer.IsArmed);
    }

    // Behaviour 19
    [Test]
    public void Restart_replaces_the_first_arming()
    {
        List<TimeSpan> fired = [];
        TimeSpan start = Server.Now;
        LoopTimer timer = Server.Schedule(Milliseconds(10), () => fired.Add(Server.Now - start));
        timer.Restart(Milliseconds(40));

        Stage.RunFor(Milliseconds(100));

        Assert.That(fired, Has.Count.EqualTo(1));
        Assert.That(fired[0], Is.GreaterThanOrEqualTo(Milliseconds(40)));
    }

    // Behaviour 21, Bug 22
    [Test]
    public void Any_delay_is_never_early_and_hardly_late()
    {
        Random random = new(4711);
        List<(TimeSpan Delay, TimeSpan Late)> fired = [];
        for (int count = 0; count < 200; count++)
        {
            TimeSpan delay = TimeSpan.FromTicks(random.NextInt64(TimeSpan.TicksPerSecond * 3));
            TimeSpan start = Server.Now;
            Server.Schedule(delay, () => fired.Add((delay, Server.Now - start - delay)));
        }

        Stage.RunFor(TimeSpan.FromSeconds(4));

        Assert.That(fired, Has.Count.EqualTo(200));
        Assert.That(fired.Select(one => one.Late), Is.All.GreaterThanOrEqualTo(TimeSpan.Zero).And.All.LessThan(Milliseconds(2)));
    }

    // Behaviour 22
    [Test]
    public void Due_timer_fires_exactly_once()
    {
        int fired = 0;
        Server.Schedule(Milliseconds(5), () => fired++);
        Stage.Stall(Milliseconds(50));
        Stage.RunFor(Milliseconds(60));

        Turn();
        Turn();

        Assert.That(fired, Is.EqualTo(1));
    }

    // Behaviour 24, Bug 25
    [Test]
    public void Due_timer_cancelled_by_another_is_not_called()
    {
        int fired = 0;
        LoopTimer[] timers = new LoopTimer[2];
        timers[0] = Server.Schedule(Milliseconds(5), () => { fired++; timers[1].Cancel(); });
        timers[1] = Server.Schedule(Milliseconds(5), () => { fired++; timers[0].Cancel(); });

        Stage.RunFor(Milliseconds(20));

        Assert.That(fired, Is.EqualTo(1));
    }

    // Behaviour 25
    [Test]
    public void Timers_may_restart_and_dispose_themselves()
    {
        int once = 0;
        int repeated = 0;
        LoopTimer again = null!;
        LoopTimer repeating = null!;
        again = Server.Schedule(Milliseconds(5), () =>
        {
            if (++once < 3)
                again.Restart(Milliseconds(5));
        });
        repeating = Server.ScheduleRepeating(Milliseconds(5), () =>
        {
            if (++repeated == 2)
                repeating.Dispose();
        });

        Stage.RunFor(TimeSpan.FromSeconds(1));

        Assert.That((once, repeated), Is.EqualTo((3, 2)));
    }

    // Behaviour 26, Bug 25
    [Test]
    public void Repeating_timer_after_a_stall_fires_once_and_goes_on()
    {
        List<TimeSpan> fired = [];
        TimeSpan start = Server.Now;
        Server.ScheduleRepeating(Milliseconds(100), () => fired.Add(Server.Now - start));
        Stage.RunFor(Milliseconds(150));
        int before = fired.Count;

        // On Linux the clock jumps before the 330 ms pass, in a simulation the stall is part of them. Either way it ends at 470 ms.
        Stage.Stall(Milliseconds(320));
        Stage.RunFor(Milliseconds(330));
        int after = fired.Count;
        Stage.RunFor(TimeSpan.FromSeconds(1));

        Assert.That(before, Is.EqualTo(1));
        Assert.That(fired.Count(one => one > Milliseconds(150) && one < Milliseconds(490)), Is.EqualTo(1), "For 200, 300 and 400 ms together.");
        Assert.That(fired.Count - after, Is.InRange(9, 11));
    }

    // Behaviour 30
    [Test]
    public void Timers_without_number_are_armed_and_cancelled()
    {
        int fired = 0;
        LoopTimer[] timers = [.. Enumerable.Range(0, 50_000).Select(number => Server.Schedule(Milliseconds(number % 5_000), () => fired++))];
        for (int index = 0; index < timers.Length; index += 2)
            timers[index].Cancel();

        Stage.RunFor(TimeSpan.FromSeconds(6));

        Assert.That(fired, Is.EqualTo(25_000));
    }

    // Bug 24
    [Test]
    public void Loops_time_provider_agrees_with_its_timers()
    {
        long start = Server.TimeProvider.GetTimestamp();
        TimeSpan elapsed = default;
        Server.Schedule(TimeSpan.FromSeconds(3), () => elapsed = Server.TimeProvider.GetElapsedTime(start));

        Stage.RunFor(TimeSpan.FromSeconds(4));

        Assert.That(elapsed, Is.InRange(TimeSpan.FromSeconds(3), Milliseconds(3_002)));
    }
}
