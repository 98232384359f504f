using System.Runtime.CompilerServices;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

public sealed class BoundTimerTests
{
    [Test]
    public void A_bound_timer_fires_in_time_and_may_send()
    {
        VirtualClockKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        TimeSpan start = kernel.Elapsed;

        server.Schedule(TimeSpan.FromSeconds(2), () => server.Send("tick"));
        rig.Until(() => client.Text == "tick");

        Assert.That(kernel.Elapsed - start, Is.InRange(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2.02)));
    }

    [Test]
    public void A_bound_repeating_timer_goes_on_until_it_is_cancelled()
    {
        VirtualClockKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient _) = rig.Connect();
        int ticks = 0;
        LoopTimer? timer = null;
        timer = server.ScheduleRepeating(TimeSpan.FromSeconds(1), () =>
        {
            if (++ticks == 3)
                timer!.Cancel();
        });

        rig.Pass(kernel, 1.1);
        Assert.That(ticks, Is.EqualTo(1));
        rig.Pass(kernel, 10);

        Assert.That(ticks, Is.EqualTo(3));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Timers_and_tasks_of_a_connection_end_with_it(bool repeating)
    {
        using ConnectionRig rig = new(new VirtualClockKernel());
        (Probe server, RawClient _) = rig.Connect();
        bool called = false;
        if (repeating)
            server.ScheduleRepeating(TimeSpan.FromMilliseconds(1), () => called = true);
        else
            server.Schedule(TimeSpan.FromMilliseconds(1), () => called = true);
        server.Defer(() => called = true);

        server.Abort();
        Assert.That(rig.Loop.Core.Wheel.Count, Is.Zero);
        for (int turn = 0; turn < 5; turn++)
            rig.Loop.RunOnce(TimeSpan.FromMilliseconds(5));

        Assert.That(called, Is.False);
    }

    [Test]
    public void They_are_silent_while_a_close_is_under_way()
    {
        using ConnectionRig rig = new(new VirtualClockKernel());
        (Probe server, RawClient client) = rig.Connect();
        bool called = false;
        server.Schedule(TimeSpan.FromMilliseconds(1), () => called = true);

        server.Close();
        server.Defer(() => called = true);
        rig.Loop.RunOnce(TimeSpan.FromMilliseconds(5));
        rig.Loop.RunOnce(TimeSpan.FromMilliseconds(5));

        Assert.That(server.IsClosed, Is.False);
        Assert.That(client.HasEnded);
        Assert.That(called, Is.False);
    }

    [Test]
    public void A_deferred_task_runs_after_the_callback_in_the_same_turn()
    {
        using ConnectionRig rig = new();
        Probe server = new();
        server.Received = (probe, _) =>
        {
            probe.Defer(() => probe.Calls.Add("task"));
            probe.Calls.Add("end of the callback");
        };
        RawClient client = rig.Connect(server);
        rig.Settle();

        client.Send("go");
        rig.Loop.RunOnce(TimeSpan.Zero);

        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "received", "end of the callback", "task" }));
    }

    // Of the smaller ones: cancelled timers free what they reference at once.
    [Test]
    public void Many_cancelled_timers_do_not_pile_up()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient _) = rig.Connect();

        WeakReference[] timers = MakeAndCancel(server, 10_000);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.That(timers.Count(static timer => timer.IsAlive), Is.LessThan(32));
        Assert.That(rig.Loop.Core.Wheel.Count, Is.Zero);
    }

    // Bug 25
    [TestCase(false)]
    [TestCase(true)]
    public void A_timer_that_is_restarted_after_a_rest_ends_with_its_connection_too(bool repeating)
    {
        VirtualClockKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient _) = rig.Connect();
        bool called = false;
        TimeSpan time = TimeSpan.FromSeconds(1);
        LoopTimer timer = repeating ? server.ScheduleRepeating(time, () => called = true) : server.Schedule(time, () => called = true);
        timer.Cancel();
        MakeAndCancel(server, 100);
        timer.Restart(time);

        server.Abort();
        rig.Pass(kernel, 5);

        Assert.That(called, Is.False);
        Assert.That(rig.Loop.Core.Wheel.Count, Is.Zero, "Nothing may go on beating for a connection that is gone.");
    }

    [Test]
    public void A_timer_asked_for_after_the_end_never_fires()
    {
        using ConnectionRig rig = new(new VirtualClockKernel());
        (Probe server, RawClient _) = rig.Connect();
        server.Abort();
        bool called = false;

        LoopTimer timer = server.ScheduleRepeating(TimeSpan.FromMilliseconds(1), () => called = true);
        rig.Loop.RunOnce(TimeSpan.FromMilliseconds(10));

        Assert.That(timer.IsArmed, Is.False);
        Assert.That(called, Is.False);
    }

    [Test]
    public void A_period_of_zero_is_refused()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient _) = rig.Connect();

        Assert.That(() => server.ScheduleRepeating(TimeSpan.Zero, () => { }), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] MakeAndCancel(Probe server, int count)
    {
        WeakReference[] timers = new WeakReference[count];
        for (int index = 0; index < count; index++)
        {
            LoopTimer timer = server.Schedule(TimeSpan.FromMinutes(15), () => { });
            timer.Cancel();
            timers[index] = new WeakReference(timer);
        }

        return timers;
    }
}
