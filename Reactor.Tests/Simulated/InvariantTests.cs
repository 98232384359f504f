using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Reactor.Handlers;
using Reactor.Polling;
using Reactor.Simulation;
using Reactor.Tasks;

namespace Reactor.Tests.Simulated;

/// <summary>Each promise that a simulation looks after is broken once, by hand: it must be noticed.</summary>
public sealed class InvariantTests
{
    private Reactor.Simulation.Simulation _simulation = null!;
    private SimulatedHost _server = null!;
    private SimulatedHost _client = null!;
    private Talker _talker = null!;

    [SetUp]
    public void Connect()
    {
        _simulation = new Reactor.Simulation.Simulation(seed: 11);
        _server = _simulation.AddHost("server");
        _client = _simulation.AddHost("client");
        _server.Loop.Listen(new IPEndPoint(IPAddress.Any, 7000), () => new Talker(), new ListenOptions { OnExhaustion = ExhaustionPolicy.Shed });
        _talker = new Talker();
        _client.Loop.Connect(_server.At(7000), _talker);
        _simulation.RunUntilQuiet();
        _simulation.CheckInvariants();
    }

    [TearDown]
    public void Dispose()
    {
        try
        {
            _simulation.Dispose();
        }
        catch (SimulationException)
        {
            // It was broken on purpose.
        }
    }

    [Test]
    public void A_descriptor_that_the_loop_has_forgotten()
    {
        _server.Loop.Defer(() => _server.Kernel.Socket(AddressFamily.InterNetwork, SocketType.Stream));
        _simulation.RunUntilQuiet();

        ExpectBroken("belongs to nobody");
    }

    [Test]
    public void A_descriptor_that_is_gone_below_its_registration()
    {
        int descriptor = RegistrationOf(_client).Descriptor;
        _client.Kernel.Close(descriptor);

        ExpectBroken($"descriptor {descriptor} is registered but not open");
    }

    [Test]
    public void A_post_that_was_lost_at_the_door()
    {
        _client.Loop.Post(static () => { });
        FieldInfo door = typeof(TaskQueue).GetField("_posts", BindingFlags.Instance | BindingFlags.NonPublic)!;
        ((PostQueue)door.GetValue(_client.Loop.Core.Tasks)!).TakeAll();

        ExpectBroken("1 tasks were posted, but 0 were taken in and 0 wait");
    }

    [Test]
    public void A_task_that_was_lost_in_the_line()
    {
        _client.Loop.Defer(static () => { });
        _client.Loop.Core.Tasks.Take();

        ExpectBroken("tasks were accepted");
    }

    [Test]
    public void Output_that_nobody_will_send()
    {
        _talker.Send(new byte[8 * 1024 * 1024]);
        _simulation.CheckInvariants();
        Registration registration = RegistrationOf(_client);
        Assert.That(registration.Interest.HasFlag(Interest.Write));
        registration.TrySetInterest(Interest.Read);

        // Something else that the loop has to do is no excuse.
        _client.Loop.Defer(static () => { });

        ExpectBroken("has output queued");
    }

    [Test]
    public void A_connection_that_nobody_knows()
    {
        RegistrationOf(_client).HandOver(new Nobody());

        ExpectBroken("connections have not heard of their end");
    }

    [Test]
    public void A_connection_that_was_closed_twice()
    {
        object connection = new();
        _client.Callbacks.Began(Diagnostics.LoopCallback.Closed, connection);
        _client.Callbacks.Began(Diagnostics.LoopCallback.Closed, connection);

        ExpectBroken("OnClosed was called twice");
    }

    private static Registration RegistrationOf(SimulatedHost host)
    {
        RegistrationTable table = host.Loop.Core.Poller.Table;
        return Enumerable.Range(0, table.Length).Select(slot => table[slot]).First(registration => registration is { Handler: IConnection })!;
    }

    private void ExpectBroken(string complaint)
    {
        SimulationException failure = Assert.Throws<SimulationException>(_simulation.CheckInvariants)!;
        Assert.That(failure.Failure, Is.EqualTo(SimulationFailure.Invariant));
        Assert.That(failure.Message, Does.Contain(complaint));
    }

    private sealed class Talker : ConnectionHandler
    {
        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
        }
    }

    private sealed class Nobody : IHandler;
}
