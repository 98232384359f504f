using System.Net;
using System.Text.Json;
using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.Simulation.Core;
using Reactor.Simulation.Tracing;

namespace Reactor.Tests.Simulated;

/// <summary>The picture of a run, as a viewer reads it.</summary>
public sealed class TraceFileTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("reactor-trace").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_calm_run_is_slices_and_whole_arrows()
    {
        using Reactor.Simulation.Simulation simulation = Run(seed: 42, FaultPlan.None);
        TraceDocument trace = Write(simulation);

        trace.AssertWellFormed();
        trace.AssertSlicesNest();
        (int whole, int lost) = trace.AssertArrowsJoinSlices();
        Assert.Multiple(() =>
        {
            Assert.That(whole, Is.GreaterThan(100));
            Assert.That(lost, Is.Zero);
            Assert.That(trace.NamesOf("process_name"), Is.EquivalentTo(["simulation, seed 42", "server", "client"]));
            Assert.That(trace.NamesOf("thread_name"), Is.EquivalentTo(["loop", "network", "loop", "network"]));
            Assert.That(trace.In("B").Select(TraceDocument.Name), Does.Contain("turn").And.Contain("Echo.Event").And.Contain("Client.Closed").And.Contain("TraceFileTests.Timer"));
            Assert.That(trace.In("X").Select(TraceDocument.Name), Does.Contain("Data arrives").And.Contain("Connected arrives").And.Contain("End arrives"));
            Assert.That(trace.In("i"), Is.Empty);
        });
    }

    [Test]
    public void A_stormy_run_shows_what_went_wrong([Range(1, 5)] long seed)
    {
        using Reactor.Simulation.Simulation simulation = Run(seed, FaultPlan.Stormy);
        simulation.Dispose();
        TraceDocument trace = Write(simulation);

        trace.AssertWellFormed();
        trace.AssertSlicesNest();
        trace.AssertArrowsJoinSlices();
        Assert.That(trace.In("i").Where(element => element.GetProperty("cat").GetString() == "fault"), Is.Not.Empty);
    }

    [Test]
    public void Links_that_change_and_hosts_that_stall_are_marked()
    {
        using Reactor.Simulation.Simulation simulation = Run(seed: 42, FaultPlan.None);
        SimulatedHost server = simulation.Hosts[0], client = simulation.Hosts[1];
        simulation.Network.Between(client, server).Partition();
        simulation.RunFor(TimeSpan.FromMilliseconds(10));
        simulation.Network.From(server, client).Heal();
        simulation.Network.From(server, client).Clog(TimeSpan.FromSeconds(1));
        server.Stall(TimeSpan.FromSeconds(2));

        Assert.That(
            Write(simulation).In("i").Select(TraceDocument.Name),
            Is.EqualTo(["client to server: partitioned", "server to client: partitioned", "server to client: healed", "server to client: clogged for 00:00:01", "stalls for 00:00:02"]));
    }

    [Test]
    public void A_failure_is_marked_with_its_message()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 42);
        simulation.AddHost("alone");
        Assert.Throws<SimulationException>(() => simulation.RunUntil(() => false));

        JsonElement failure = Write(simulation).In("i").Single();

        Assert.That(TraceDocument.Name(failure), Is.EqualTo("failure"));
        Assert.That(failure.GetProperty("args").GetProperty("message").GetString(), Does.StartWith("deadlock: nothing can happen any more"));
    }

    [Test]
    public void What_is_forgotten_leaves_no_loose_ends()
    {
        using Reactor.Simulation.Simulation simulation = Make(seed: 42);
        simulation.World.Recorder.Most = 1024;
        simulation.RunFor(TimeSpan.FromSeconds(1));
        TraceDocument trace = Write(simulation);

        trace.AssertWellFormed();
        trace.AssertSlicesNest();
        trace.AssertArrowsJoinSlices();
        Assert.That(trace.Forgotten, Is.EqualTo(simulation.World.Recorder.Total - 1024).And.Positive);
    }

    [Test]
    public void It_can_be_written_in_the_middle_of_a_callback()
    {
        using Reactor.Simulation.Simulation simulation = Make(seed: 42);
        bool written = false;
        simulation.Hosts[0].Loop.Post(() =>
        {
            simulation.WriteTrace(Path.Combine(_folder, "trace.json"));
            written = true;
        });
        simulation.RunUntil(() => written);

        TraceDocument.Read(Path.Combine(_folder, "trace.json")).AssertSlicesNest();
    }

    [Test]
    public void A_run_is_the_same_whether_it_is_recorded_or_not([Values(1, 2, 3)] long seed)
    {
        using Reactor.Simulation.Simulation recorded = Run(seed, FaultPlan.Stormy);
        using Reactor.Simulation.Simulation not = Run(seed, FaultPlan.Stormy, records: false);

        Assert.That(recorded.TraceHash, Is.EqualTo(not.TraceHash));
        Assert.That(not.World.Recorder.Total, Is.Zero);
    }

    [Test]
    public void The_same_seed_gives_the_same_file()
    {
        byte[] one = Bytes(Run(seed: 7, FaultPlan.Stormy)), other = Bytes(Run(seed: 7, FaultPlan.Stormy)), third = Bytes(Run(seed: 8, FaultPlan.Stormy));

        Assert.That(one.AsSpan().SequenceEqual(other), Is.True);
        Assert.That(one.AsSpan().SequenceEqual(third), Is.False);
    }

    [Test]
    public void Without_a_record_it_says_how_to_get_one()
    {
        using Reactor.Simulation.Simulation simulation = Run(seed: 42, FaultPlan.None, records: false);

        InvalidOperationException? exception = Assert.Throws<InvalidOperationException>(() => simulation.WriteTrace(Path.Combine(_folder, "trace.json")));

        Assert.That(exception!.Message, Does.Contain("RecordsTrace").And.Contain("42"));
    }

    [Test]
    public void To_remember_allocates_nothing()
    {
        Recorder recorder = new(new World(1)) { Most = 1024 };
        Remember(2048);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Remember(100_000);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Remember(int times)
        {
            for (int time = 0; time < times; time++)
            {
                recorder.Fault(null, "interrupted");
            }
        }
    }

    private static Reactor.Simulation.Simulation Run(long seed, FaultPlan faults, bool records = true)
    {
        Reactor.Simulation.Simulation simulation = Make(seed, records);
        simulation.Faults = faults;
        simulation.RunFor(TimeSpan.FromMilliseconds(100));
        simulation.Faults = FaultPlan.None;
        simulation.RunUntilQuiet();
        return simulation;
    }

    /// <summary>A server, and a client that connects once a millisecond for as long as it has not a hundred times.</summary>
    private static Reactor.Simulation.Simulation Make(long seed, bool records = true)
    {
        Reactor.Simulation.Simulation simulation = new(seed) { RecordsTrace = records };
        SimulatedHost server = simulation.AddHost("server"), client = simulation.AddHost("client");
        server.Loop.Listen(new IPEndPoint(IPAddress.Any, 7000), () => new Echo());
        int left = 100;
        ScheduleNext();
        return simulation;

        void ScheduleNext() => client.Loop.Schedule(TimeSpan.FromMilliseconds(1), () =>
        {
            client.Loop.Connect(server.At(7000), new Client());
            if (--left > 0)
            {
                ScheduleNext();
            }
        });
    }

    private TraceDocument Write(Reactor.Simulation.Simulation simulation)
    {
        string path = Path.Combine(_folder, "trace.json");
        simulation.WriteTrace(path);
        return TraceDocument.Read(path);
    }

    private byte[] Bytes(Reactor.Simulation.Simulation simulation)
    {
        using (simulation)
        {
            string path = Path.Combine(_folder, "trace.json");
            simulation.WriteTrace(path);
            return File.ReadAllBytes(path);
        }
    }

    private sealed class Echo : ConnectionHandler
    {
        protected override void OnReceived(ReadOnlySpan<byte> bytes) => Send(bytes);
    }

    private sealed class Client : ConnectionHandler
    {
        protected override void OnConnected() => Send("hello"u8);

        protected override void OnReceived(ReadOnlySpan<byte> bytes) => Close();
    }
}
