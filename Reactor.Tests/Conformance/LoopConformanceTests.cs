using System.Runtime.InteropServices;
using Reactor.Handlers;
using Reactor.Tests.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Conformance;

/// <summary>What a turn does, in which order, and when the loop sleeps.</summary>
public sealed class LoopConformanceTests(Platform platform) : ConformanceFixture(platform)
{
    // Behaviour 4
    [Test]
    public void Turn_without_a_wait_comes_back_with_nothing()
    {
        (SafeHandle read, _) = Pipe();
        ActionHandler handler = new();
        Server.Register(read, Interest.Read, handler);

        Turn();

        Assert.That(handler.Reads, Is.Zero);
    }

    // Behaviour 5
    [Test]
    public void Live_connections_hear_that_the_loop_is_closed()
    {
        Probe server = new();
        RawPeer client = Connect(server);

        Server.Dispose();

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.LoopClosed));
        Assert.That(client.Error, Is.Zero);
    }

    // Behaviour 7
    [Test]
    public void Nested_turn_is_refused()
    {
        InvalidOperationException? refusal = null;
        Server.Defer(() => refusal = Assert.Throws<InvalidOperationException>(() => Server.RunOnce(TimeSpan.Zero)));

        Turn();

        Assert.That(refusal, Is.Not.Null);
    }

    // Behaviour 9, Bug 22
    [Test]
    public void Nearest_timer_ends_the_sleep_and_no_turn_is_wasted()
    {
        TimeSpan start = Server.Now;
        TimeSpan fired = default;
        Server.Schedule(TimeSpan.FromHours(2), () => Assert.Fail("Not due."));
        Server.Schedule(Milliseconds(1500), () => fired = Server.Now);

        long turns = Stage.TurnsIn(TimeSpan.FromSeconds(2));

        Assert.That(fired - start, Is.GreaterThanOrEqualTo(Milliseconds(1500)).And.LessThan(Milliseconds(1502)));
        Assert.That(turns, Is.LessThan(40));
    }

    // Behaviour 10
    [Test]
    public void Descriptors_come_before_timers_and_timers_before_tasks()
    {
        List<string> calls = [];
        (SafeHandle read, _) = ReadyPipe();
        Server.Register(read, Interest.Read, new ActionHandler { Readable = self => { calls.Add("readable"); self.Dispose(); } });
        Server.Schedule(Milliseconds(1), () => calls.Add("timer"));
        Server.Defer(() => calls.Add("task"));
        Stage.Stall(Milliseconds(5));

        Stage.RunFor(Milliseconds(6));

        Assert.That(calls, Is.EqualTo(new[] { "readable", "timer", "task" }));
    }

    // Behaviour 11, Bug 20
    [Test]
    public void Tasks_and_timers_without_end_starve_no_descriptor()
    {
        ActionHandler handler = new() { Readable = static self => self.Dispose() };
        (SafeHandle read, SafeHandle write) = Pipe();
        Server.Register(read, Interest.Read, handler);
        Server.Defer(Again);
        LoopTimer timer = null!;
        timer = Server.Schedule(TimeSpan.Zero, () => timer.Restart(TimeSpan.Zero));

        Turn();
        Write(write, 1);
        Turn();
        Turn();

        Assert.That(handler.Reads, Is.EqualTo(1));

        void Again() => Server.Defer(Again);
    }

    // Bug 19
    [Test]
    public void Task_handed_in_by_a_task_runs_in_the_next_turn()
    {
        int runs = 0;
        Server.Defer(() =>
        {
            runs++;
            Server.Defer(() => runs++);
        });

        Turn();
        int afterOne = runs;
        Turn();

        Assert.That((afterOne, runs), Is.EqualTo((1, 2)));
    }

    // Bug 20, Behaviour 17
    [Test]
    public void Timer_armed_in_a_timer_waits_for_a_later_turn()
    {
        long outer = 0;
        long inner = 0;
        Server.Schedule(TimeSpan.Zero, () =>
        {
            outer = Server.Statistics.Turns;
            Server.Schedule(TimeSpan.Zero, () => inner = Server.Statistics.Turns);
        });

        Stage.RunFor(Milliseconds(10));

        Assert.That(outer, Is.Positive);
        Assert.That(inner, Is.GreaterThan(outer));
    }

    // Behaviour 14
    [Test]
    public void Now_stands_still_during_a_turn_and_moves_with_the_next()
    {
        List<TimeSpan> times = [];
        (SafeHandle read, SafeHandle write) = ReadyPipe();
        Server.Register(read, Interest.Read, new ActionHandler
        {
            Readable = self =>
            {
                times.Add(Server.Now);
                Stage.ServerKernel.Write((int)write.DangerousGetHandle(), [1]);
                times.Add(Server.Now);
                self.Dispose();
            },
        });
        Server.Schedule(Milliseconds(5), () => times.Add(Server.Now));

        Stage.RunFor(Milliseconds(10));

        Assert.That(times, Has.Count.EqualTo(3));
        Assert.That(times[1], Is.EqualTo(times[0]));
        Assert.That(times[2], Is.GreaterThanOrEqualTo(times[1] + Milliseconds(4)));
    }

    // Bug 30
    [Test]
    public void Callback_that_throws_costs_no_other_its_call()
    {
        ActionHandler[] handlers = [new(), new(), new()];
        foreach (ActionHandler handler in handlers)
        {
            Server.Register(ReadyPipe().Read, Interest.Read, handler);
            handler.Readable = self =>
            {
                self.Dispose();
                throw new InvalidOperationException("Thrown on purpose.");
            };
        }

        bool ran = false;
        Server.Defer(() => ran = true);

        Turn();

        Assert.That(handlers.Select(handler => handler.Reads), Is.All.EqualTo(1));
        Assert.That(ran);
        Assert.That(Faults, Has.Count.EqualTo(3));
        Faults.Clear();
    }

    // Bug 40
    [Test]
    public void Idle_loop_sleeps_an_hour_in_a_few_turns()
    {
        ActionHandler handler = new();
        Server.Register(Pipe().Read, Interest.Read, handler);
        RawPeer client = Connect(new Probe());

        Assert.That(Stage.TurnsIn(TimeSpan.FromHours(1)), Is.LessThan(60));
        Assert.That(handler.Reads + client.Count, Is.Zero);
    }

    // Behaviour 31, Behaviour 32
    [Test]
    public void Posts_of_another_loop_end_a_sleep_and_keep_their_order()
    {
        List<int> order = [];
        TimeSpan start = Server.Now;
        Stage.DuringSleep(() =>
        {
            for (int number = 0; number < 3_000; number++)
            {
                int own = number;
                Server.Post(() => order.Add(own));
            }
        });

        Stage.RunUntil(() => order.Count == 3_000);

        Assert.That(order, Is.Ordered);
        Assert.That(Server.Now - start, Is.LessThan(TimeSpan.FromSeconds(1)), "It was slept over.");
    }

    // Behaviour 36
    [Test]
    public void Earlier_timer_by_a_post_shortens_the_sleep()
    {
        TimeSpan start = Server.Now;
        TimeSpan fired = default;
        Stage.DuringSleep(() => Server.Post(() => Server.Schedule(Milliseconds(20), () => fired = Server.Now)));

        Stage.RunUntil(() => fired != default);

        Assert.That(fired - start, Is.LessThan(TimeSpan.FromSeconds(1)));
    }

    // Behaviour 37
    [Test]
    public void More_tasks_than_the_budget_keep_their_order_over_turns()
    {
        MakeStage(new EventLoopOptions { MaxTasksPerTurn = 10 });
        List<int> order = [];
        for (int number = 0; number < 25; number++)
        {
            int own = number;
            Server.Defer(() => order.Add(own));
        }

        Turn();
        int first = order.Count;
        Turn();
        Turn();

        Assert.That(first, Is.EqualTo(10));
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 25)));
    }

    // Bug 29
    [Test]
    public void Post_after_the_end_is_refused()
    {
        Server.Dispose();

        Assert.That(Server.Post(static () => { }), Is.False);
    }
}
