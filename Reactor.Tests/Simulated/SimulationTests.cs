using System.Net;
using System.Net.Sockets;
using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.Tests.Support;

namespace Reactor.Tests.Simulated;

/// <summary>What a simulation says when something is wrong, and what it refuses.</summary>
public sealed class SimulationTests
{
    private static readonly byte[] s_message = new byte[64];

    [Test]
    public void An_hour_passes_in_virtual_time_only()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost host = simulation.AddHost("host");
        List<TimeSpan> fired = [];
        host.Loop.ScheduleRepeating(TimeSpan.FromMinutes(10), () => fired.Add(simulation.Elapsed));

        simulation.RunFor(TimeSpan.FromHours(1));

        Assert.That(fired, Has.Count.EqualTo(5).Or.Count.EqualTo(6));
        Assert.That(simulation.Elapsed, Is.GreaterThanOrEqualTo(TimeSpan.FromHours(1)).And.LessThan(TimeSpan.FromHours(1.001)));
        Assert.That(simulation.Turns, Is.LessThan(200), "Nobody turned while there was nothing to do.");
    }

    [Test]
    public void A_run_without_end_is_refused_before_the_clock_overflows()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        simulation.AddHost("host");

        Assert.That(() => simulation.RunFor(TimeSpan.MaxValue), Throws.InstanceOf<ArgumentOutOfRangeException>());
        simulation.RunFor(TimeSpan.FromDays(36_525));
        simulation.RunFor(TimeSpan.FromSeconds(1));

        Assert.That(simulation.Elapsed, Is.GreaterThan(TimeSpan.FromDays(36_525)));
    }

    [Test]
    public void Waiting_for_what_can_never_happen_is_a_deadlock_that_names_who_waits()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 7);
        SimulatedHost server = simulation.AddHost("server");
        server.Loop.Listen(new IPEndPoint(IPAddress.Any, 7000), () => new Sink());

        SimulationException failure = Assert.Throws<SimulationException>(() => simulation.RunUntil(() => server.Loop.Statistics.Accepted > 0))!;

        Assert.That(failure.Failure, Is.EqualTo(SimulationFailure.Deadlock));
        Assert.That(failure.Message, Does.Contain("Seed 7").And.Contain("deadlock").And.Contain("server.Loop.Statistics.Accepted > 0"));
        Assert.That(failure.Message, Does.Contain("'server'").And.Contain("StreamListener waits for Accept"));
    }

    [Test]
    public void What_does_not_come_in_time_is_a_timeout()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 7);
        SimulatedHost host = simulation.AddHost("host");
        host.Loop.ScheduleRepeating(TimeSpan.FromSeconds(1), static () => { });

        SimulationException failure = Assert.Throws<SimulationException>(() => simulation.RunUntil(static () => false, TimeSpan.FromMinutes(1)))!;

        Assert.That(failure.Failure, Is.EqualTo(SimulationFailure.Timeout));
        Assert.That(failure.Message, Does.Contain("00:01:00").And.Contain("timer is due"));
    }

    [Test]
    public void A_handler_that_never_reads_is_spinning_and_named()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 3);
        SimulatedHost host = simulation.AddHost("host");
        SimulatedPipe pipe = host.CreatePipe();
        host.Loop.Register(pipe.Reader, Interest.Read, new Deaf(), ownsHandle: true);
        Registration writer = host.Loop.Register(pipe.Writer, Interest.None, new Deaf(), ownsHandle: true);
        writer.Write([1]);

        SimulationException failure = Assert.Throws<SimulationException>(() => simulation.RunFor(TimeSpan.FromMinutes(1)))!;

        Assert.That(failure.Failure, Is.EqualTo(SimulationFailure.Spinning));
        Assert.That(failure.Message, Does.Contain("'host' is spinning").And.Contain("Deaf waits for Read"));
    }

    [Test]
    public void A_task_that_defers_itself_for_ever_is_spinning()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 3);
        SimulatedHost host = simulation.AddHost("host");
        host.Loop.Defer(Again);

        SimulationException failure = Assert.Throws<SimulationException>(() => simulation.RunFor(TimeSpan.FromMinutes(1)))!;

        Assert.That(failure.Failure, Is.EqualTo(SimulationFailure.Spinning));

        void Again() => host.Loop.Defer(Again);
    }

    [Test]
    public void Busy_polling_takes_virtual_time_and_ends()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 3);
        SimulatedHost host = simulation.AddHost("host", new EventLoopOptions { BusyPoll = TimeSpan.FromMicroseconds(50) });
        bool fired = false;
        host.Loop.Schedule(TimeSpan.FromMilliseconds(10), () => fired = true);

        simulation.RunUntil(() => fired);

        Assert.That(simulation.Elapsed, Is.LessThan(TimeSpan.FromMilliseconds(12)));
    }

    [Test]
    public void Run_throws_and_names_what_to_call()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost host = simulation.AddHost("host");

        Assert.That(() => host.Loop.Run(), Throws.InvalidOperationException.With.Message.Contains("simulation.RunFor"));
    }

    [Test]
    public void Running_the_simulation_inside_of_a_callback_throws()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost host = simulation.AddHost("host");
        Exception? thrown = null;
        host.Loop.Defer(() => thrown = Assert.Catch(() => simulation.RunFor(TimeSpan.Zero)));

        simulation.RunUntilQuiet();

        Assert.That(thrown, Is.TypeOf<InvalidOperationException>().With.Message.Contains("'host'"));
    }

    [Test]
    public void A_post_from_another_thread_throws_there_and_ends_the_run()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 5);
        SimulatedHost host = simulation.AddHost("host");
        Exception? thrown = null;
        Elsewhere.Run(() => thrown = Assert.Catch(() => host.Loop.Post(static () => { })));

        SimulationException failure = Assert.Throws<SimulationException>(() => simulation.RunFor(TimeSpan.FromSeconds(1)))!;

        Assert.That(thrown, Is.SameAs(failure));
        Assert.That(failure.Message, Does.Contain("ConfigureAwait(false)").And.Contain("'host'"));
    }

    [Test]
    public void The_loop_of_another_host_is_elsewhere()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 5);
        SimulatedHost one = simulation.AddHost("one"), other = simulation.AddHost("other");
        Exception? thrown = null;
        Exception? sent = null;
        bool posted = false;
        Sink accepted = new();
        other.Loop.Listen(other.At(7000), () => accepted);
        one.Loop.Connect(other.At(7000), new Sink());
        simulation.RunUntil(() => accepted.IsOpen);
        one.Loop.Defer(() =>
        {
            thrown = Assert.Catch(() => other.Loop.Defer(static () => { }));
            sent = Assert.Catch(() => accepted.Send("x"u8));
            other.Loop.Post(() => posted = true);
        });

        simulation.RunUntil(() => posted);

        Assert.That(thrown, Is.TypeOf<InvalidOperationException>().With.Message.Contains("while 'one' had its turn").And.Message.Contains("loop.Post"));
        Assert.That(sent, Is.TypeOf<InvalidOperationException>().With.Message.StartsWith("Send was called").And.Message.Contains("while 'one' had its turn"));
    }

    [Test]
    public void A_real_descriptor_is_refused()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost host = simulation.AddHost("host");
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        Assert.That(() => host.Loop.Register(socket.SafeHandle, Interest.Read, new Deaf()), Throws.ArgumentException.With.Message.Contains("CreatePipe"));
        Assert.That(() => host.Loop.Adopt(socket.SafeHandle), Throws.ArgumentException.With.Message.Contains("simulated"));
    }

    [Test]
    public void A_simulated_descriptor_is_no_real_one_and_no_other_hosts()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost one = simulation.AddHost("one"), other = simulation.AddHost("other");
        using EventLoop real = new();
        SimulatedPipe pipe = one.CreatePipe();

        Assert.That(() => real.Register(pipe.Reader, Interest.Read, new Deaf()), Throws.ArgumentException);
        Assert.That(() => other.Loop.Register(pipe.Reader, Interest.Read, new Deaf()), Throws.ArgumentException);
        pipe.Reader.Dispose();
        pipe.Writer.Dispose();
    }

    [Test]
    public void A_descriptor_that_is_left_open_is_named_at_the_end()
    {
        Reactor.Simulation.Simulation simulation = new(seed: 9);
        SimulatedHost host = simulation.AddHost("host");
        int socket = host.Kernel.Socket(AddressFamily.InterNetwork, SocketType.Stream);

        Assert.That(simulation.Dispose, Throws.TypeOf<SimulationException>().With.Message.Contains($"descriptor {socket} is still open"));
    }

    [Test]
    public void A_name_resolves_in_the_simulations_own_table()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost server = simulation.AddHost("server"), client = simulation.AddHost("client");
        simulation.Network.SetName("chat.example", server.Address);
        server.Loop.Listen(new IPEndPoint(IPAddress.Any, 7000), () => new Sink());
        Sink talker = new();
        client.Loop.Connect(new DnsEndPoint("chat.example", 7000), talker);
        Sink lost = new();
        client.Loop.Connect(new DnsEndPoint("nowhere.example", 7000), lost);

        simulation.RunUntil(() => talker.IsOpen && lost.Failure is not null);

        Assert.That(lost.Failure!.ToString(), Does.Contain("nowhere.example"));
    }

    [Test]
    public void A_partition_holds_everything_up_until_it_heals()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost server = simulation.AddHost("server"), client = simulation.AddHost("client");
        Sink accepted = new();
        server.Loop.Listen(new IPEndPoint(IPAddress.Any, 7000), () => accepted);
        Sink talker = new();
        client.Loop.Connect(server.At(7000), talker);
        simulation.RunUntil(() => talker.IsOpen && accepted.IsOpen);

        SimulatedLink link = simulation.Network.Between(client, server);
        link.Partition();
        talker.Send(s_message);
        simulation.RunFor(TimeSpan.FromSeconds(30));
        int before = accepted.Count;
        link.Heal();
        simulation.RunUntil(() => accepted.Count == s_message.Length, TimeSpan.FromMinutes(2));

        Assert.That(before, Is.Zero);
    }

    [Test]
    public void A_slow_link_takes_its_time()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost server = simulation.AddHost("server"), client = simulation.AddHost("client");
        SimulatedLink link = simulation.Network.Between(client, server);
        link.BytesPerSecond = 100_000;
        link.Latency = Latency.Constant(TimeSpan.FromMilliseconds(10));
        Sink accepted = new();
        server.Loop.Listen(new IPEndPoint(IPAddress.Any, 7000), () => accepted);
        Sink talker = new();
        client.Loop.Connect(server.At(7000), talker);
        simulation.RunUntil(() => talker.IsOpen);
        TimeSpan start = simulation.Elapsed;

        talker.Send(new byte[1_000_000]);
        simulation.RunUntil(() => accepted.Count == 1_000_000);

        Assert.That(simulation.Elapsed - start, Is.GreaterThan(TimeSpan.FromSeconds(10)).And.LessThan(TimeSpan.FromSeconds(11)));
    }

    [Test]
    public void Awaiting_stays_on_the_simulated_loop_and_in_virtual_time()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost host = simulation.AddHost("host");
        TimeSpan? done = null;
        host.Loop.Defer(async void () =>
        {
            await Task.Delay(TimeSpan.FromMinutes(5), host.Loop.TimeProvider);
            await Task.Yield();
            host.Loop.VerifyAccess();
            done = simulation.Elapsed;
        });

        simulation.RunUntil(() => done is not null);

        Assert.That(done, Is.GreaterThanOrEqualTo(TimeSpan.FromMinutes(5)).And.LessThan(TimeSpan.FromMinutes(5.001)));
    }

    private sealed class Deaf : IHandler
    {
        public void OnReadable(Registration registration)
        {
        }
    }

    private sealed class Sink : ConnectionHandler
    {
        public int Count { get; private set; }

        public ConnectFailure? Failure { get; private set; }

        protected override void OnReceived(ReadOnlySpan<byte> bytes) => Count += bytes.Length;

        protected override void OnConnectFailed(ConnectFailure failure) => Failure = failure;
    }
}
