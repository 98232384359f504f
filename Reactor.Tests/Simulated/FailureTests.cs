using System.Net;
using System.Net.Sockets;
using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.Tests.Support;

namespace Reactor.Tests.Simulated;

/// <summary>Whatever goes wrong is told, once, wherever it was caught before.</summary>
public sealed class FailureTests
{
    [Test]
    public void A_stray_post_in_the_last_turn_is_told_although_the_condition_holds()
    {
        Reactor.Simulation.Simulation simulation = new(seed: 5);
        SimulatedHost host = simulation.AddHost("host");
        bool done = false;
        host.Loop.Defer(() =>
        {
            Elsewhere.Run(() => Assert.Catch(() => host.Loop.Post(static () => { })));
            done = true;
        });

        Assert.That(() => simulation.RunUntil(() => done), Throws.TypeOf<SimulationException>().With.Message.Contains("posted to the loop of 'host'"));
        Assert.That(simulation.Dispose, Throws.Nothing, "It was told.");
    }

    [Test]
    public void A_stray_post_after_the_last_run_is_told_at_the_end()
    {
        Reactor.Simulation.Simulation simulation = new(seed: 5);
        SimulatedHost host = simulation.AddHost("host");
        simulation.RunFor(TimeSpan.FromSeconds(1));
        Elsewhere.Run(() => Assert.Catch(() => host.Loop.Post(static () => { })));

        Assert.That(simulation.Dispose, Throws.TypeOf<SimulationException>().With.Message.Contains("posted to the loop of 'host'"));
    }

    [Test]
    public void A_system_call_from_another_thread_ends_the_run()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 5);
        SimulatedHost host = simulation.AddHost("host");
        Elsewhere.Run(() => Assert.Catch(() => host.Kernel.Socket(AddressFamily.InterNetwork, SocketType.Stream)));

        Assert.That(() => simulation.RunFor(TimeSpan.FromSeconds(1)), Throws.TypeOf<SimulationException>().With.Message.Contains("A system call was called"));
    }

    [Test]
    public void A_callback_that_throws_ends_the_run([Values] bool inTimer)
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 5);
        SimulatedHost host = simulation.AddHost("host");
        InvalidDataException thrown = new("wrong");
        Action callback = () => throw thrown;
        if (inTimer)
        {
            host.Loop.Schedule(TimeSpan.FromSeconds(1), callback);
        }
        else
        {
            host.Loop.Defer(callback);
        }

        SimulationException failure = Assert.Throws<SimulationException>(() => simulation.RunFor(TimeSpan.FromMinutes(1)))!;

        Assert.That(failure.Failure, Is.EqualTo(SimulationFailure.Exception));
        Assert.That(failure.InnerException, Is.SameAs(thrown));
        Assert.That(failure.Message, Does.Contain("'host'").And.Contain(inTimer ? "Timer" : "Task").And.Contain(nameof(FailureTests)).And.Contain("wrong"));
        Assert.That(simulation.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)), "It ends after that turn.");
    }

    [Test]
    public void A_last_callback_that_throws_while_the_simulation_is_disposed_is_told()
    {
        Reactor.Simulation.Simulation simulation = new(seed: 5);
        SimulatedHost server = simulation.AddHost("server"), client = simulation.AddHost("client");
        server.Loop.Listen(new IPEndPoint(IPAddress.Any, 7000), () => new Grumbler());
        client.Loop.Connect(server.At(7000), new Silent());
        simulation.RunUntilQuiet();

        SimulationException failure = Assert.Throws<SimulationException>(simulation.Dispose)!;

        Assert.That(failure.Message, Does.Contain("'server'").And.Contain(nameof(Grumbler)));
        Assert.That(client.Loop.Core.IsClosed, "All hosts are disposed.");
    }

    [Test]
    public void A_simulation_that_does_not_fail_on_faults_contains_them()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 5) { FailsOnFault = false };
        SimulatedHost host = simulation.AddHost("host");
        host.Loop.Defer(static () => throw new InvalidDataException("wrong"));

        simulation.RunFor(TimeSpan.FromSeconds(1));

        Assert.That(host.Loop.Statistics.Faults, Is.EqualTo(1));
    }

    [Test]
    public void A_fault_policy_of_ones_own_decides()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 5);
        List<LoopFault> faults = [];
        SimulatedHost host = simulation.AddHost("host", new EventLoopOptions
        {
            FaultPolicy = fault =>
            {
                faults.Add(fault);
                return FaultAction.Contain;
            },
        });
        host.Loop.Defer(static () => throw new InvalidDataException("wrong"));

        simulation.RunFor(TimeSpan.FromSeconds(1));

        Assert.That(faults, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_condition_that_throws_is_not_hidden_by_what_it_leaves_open()
    {
        SimulatedHost? host = null;

        Assert.That(Run, Throws.TypeOf<InvalidDataException>());

        void Run()
        {
            using Reactor.Simulation.Simulation simulation = new(seed: 5);
            host = simulation.AddHost("host");
            host.Kernel.Socket(AddressFamily.InterNetwork, SocketType.Stream);
            simulation.RunUntil(static () => throw new InvalidDataException("wrong"));
        }
    }

    [Test]
    public void Disposing_in_the_wrong_place_throws_and_can_be_done_again()
    {
        Reactor.Simulation.Simulation simulation = new(seed: 5);
        SimulatedHost host = simulation.AddHost("host");
        Exception? inside = null, elsewhere = null;
        host.Loop.Defer(() => inside = Assert.Catch(simulation.Dispose));
        simulation.RunUntilQuiet();
        Elsewhere.Run(() => elsewhere = Assert.Catch(simulation.Dispose));

        Assert.That(inside, Is.TypeOf<InvalidOperationException>().With.Message.Contains("'host'"));
        Assert.That(elsewhere, Is.TypeOf<InvalidOperationException>());
        simulation.Dispose();
        Assert.That(host.Loop.Core.IsClosed);
    }

    [Test]
    public void A_host_that_could_not_be_made_leaves_no_trace()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 5) { Faults = FaultPlan.Stormy };

        Assert.That(() => simulation.AddHost("host", new EventLoopOptions { ReadBudget = -1 }), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(simulation.World.Faults.IsSuspended, Is.False);
        Assert.That(simulation.AddHost("host").Loop.IsInLoop);
    }

    [Test]
    public void A_timer_that_arms_itself_again_for_at_once_is_spinning()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 3);
        SimulatedHost host = simulation.AddHost("host");
        host.Loop.Schedule(TimeSpan.Zero, Again);

        SimulationException failure = Assert.Throws<SimulationException>(() => simulation.RunFor(TimeSpan.FromMinutes(1)))!;

        Assert.That(failure.Failure, Is.EqualTo(SimulationFailure.Spinning));

        void Again() => host.Loop.Schedule(TimeSpan.Zero, Again);
    }

    [Test]
    public void A_timer_of_a_millisecond_is_not_spinning()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 3);
        SimulatedHost host = simulation.AddHost("host");
        int count = 0;
        host.Loop.ScheduleRepeating(TimeSpan.FromMilliseconds(1), () => count++);

        simulation.RunFor(TimeSpan.FromSeconds(30));

        Assert.That(count, Is.GreaterThan(20_000));
    }

    private sealed class Grumbler : ConnectionHandler
    {
        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
        }

        protected override void OnClosed(CloseReason reason) => throw new InvalidDataException("not yet");
    }

    private sealed class Silent : ConnectionHandler
    {
        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
        }
    }
}
