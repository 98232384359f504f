using System.Net;
using Reactor.Handlers;
using Reactor.Simulation;

namespace Reactor.Tests.Simulated;

/// <summary>Hosts that stop, stand still, or wait for something that is neither a packet nor a timer.</summary>
public sealed class HostStateTests
{
    [Test]
    public void A_host_that_was_stopped_takes_no_more_turns_until_it_resumes()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost host = simulation.AddHost("host");
        int ticks = 0;
        host.Loop.ScheduleRepeating(TimeSpan.FromSeconds(1), () =>
        {
            if (++ticks == 3)
            {
                host.Loop.Stop();
            }
        });

        simulation.RunFor(TimeSpan.FromMinutes(1));
        Assert.That((ticks, host.HasStopped), Is.EqualTo((3, true)));

        host.Resume();
        simulation.RunFor(TimeSpan.FromSeconds(9.5));
        Assert.That(host.HasStopped, Is.False);
        Assert.That(ticks, Is.GreaterThan(10));
    }

    [Test]
    public void A_stop_by_another_host_wakes_the_one_that_sleeps()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost host = simulation.AddHost("host"), other = simulation.AddHost("other");
        other.Loop.Schedule(TimeSpan.FromSeconds(1), host.Loop.Stop);

        simulation.RunUntil(() => host.HasStopped);

        Assert.That(other.HasStopped, Is.False);
    }

    [Test]
    public void A_fault_that_stops_the_loop_stops_the_host()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost host = simulation.AddHost("host", new EventLoopOptions { FaultPolicy = static _ => FaultAction.Stop });
        bool after = false;
        host.Loop.Schedule(TimeSpan.FromSeconds(1), static () => throw new InvalidDataException());
        host.Loop.Schedule(TimeSpan.FromSeconds(2), () => after = true);

        simulation.RunFor(TimeSpan.FromSeconds(5));

        Assert.That((host.HasStopped, after), Is.EqualTo((true, false)));
    }

    [Test]
    public void The_end_of_a_stop_in_order_stops_the_host([Values] bool awaited)
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost host = simulation.AddHost("host");
        host.Loop.Listen(new IPEndPoint(IPAddress.Any, 7000), static _ => { });
        host.Loop.ScheduleRepeating(TimeSpan.FromSeconds(1), static () => { });
        Task<StopReport>? report = null;
        if (awaited)
        {
            report = host.Loop.StopAsync(TimeSpan.FromSeconds(5));
        }
        else
        {
            host.Loop.BeginStop(TimeSpan.FromSeconds(5));
        }

        simulation.RunUntil(() => host.Loop.IsStopped);
        long turns = simulation.Turns;
        simulation.RunFor(TimeSpan.FromMinutes(1));

        Assert.That((host.HasStopped, simulation.Turns), Is.EqualTo((true, turns)));
        Assert.That(report is null || report.IsCompletedSuccessfully);
    }

    [Test]
    public void A_host_that_stands_still_with_something_to_do_is_not_quiet()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost host = simulation.AddHost("host");
        bool done = false;
        host.Stall(TimeSpan.FromSeconds(10));
        host.Loop.Defer(() => done = true);

        simulation.RunUntilQuiet();

        Assert.That(done);
    }

    [Test]
    public void A_question_for_a_name_and_a_connect_to_nowhere_are_under_way()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost host = simulation.AddHost("host");
        simulation.Network.NameLatency = Latency.Constant(TimeSpan.FromSeconds(7));
        Lost byName = new(), byAddress = new();
        host.Loop.Connect(new DnsEndPoint("nowhere.example", 7000), byName);
        host.Loop.Connect(new IPEndPoint(IPAddress.Parse("10.9.9.9"), 7000), byAddress);

        simulation.RunUntilQuiet();

        Assert.That((byName.HasFailed, byAddress.HasFailed), Is.EqualTo((true, true)));
        Assert.That(simulation.World.UnderWay, Is.Zero);
    }

    [Test]
    public void A_connect_to_nowhere_that_is_cancelled_is_not_under_way_any_more()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost host = simulation.AddHost("host");
        ConnectAttempt attempt = host.Loop.Connect(new IPEndPoint(IPAddress.Parse("10.9.9.9"), 7000), new Lost());
        simulation.RunFor(TimeSpan.FromMilliseconds(1));
        Assert.That(simulation.World.UnderWay, Is.EqualTo(1));

        attempt.Cancel();
        simulation.RunFor(TimeSpan.FromMilliseconds(1));

        Assert.That(simulation.World.UnderWay, Is.Zero);
    }

    [Test]
    public void While_one_host_stands_still_by_chance_another_gives_up_waiting_for_it()
    {
        bool seen = false;
        for (int seed = 1; seed <= 50 && !seen; seed++)
        {
            using Reactor.Simulation.Simulation simulation = new(seed);
            SimulatedHost slow = simulation.AddHost("slow"), other = simulation.AddHost("other");
            simulation.Faults = new FaultPlan { Stall = 0.001, LongestStall = TimeSpan.FromSeconds(10) };
            slow.Loop.ScheduleRepeating(TimeSpan.FromMilliseconds(10), static () => { });
            long before = 0;
            other.Loop.ScheduleRepeating(TimeSpan.FromMilliseconds(500), () =>
            {
                seen |= slow.Loop.Statistics.Turns == before;
                before = slow.Loop.Statistics.Turns;
            });
            simulation.RunFor(TimeSpan.FromSeconds(30));
        }

        Assert.That(seen, "The one had two turns while the other had none.");
    }

    private sealed class Lost : ConnectionHandler
    {
        public bool HasFailed { get; private set; }

        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
        }

        protected override void OnConnectFailed(ConnectFailure failure) => HasFailed = true;
    }
}
