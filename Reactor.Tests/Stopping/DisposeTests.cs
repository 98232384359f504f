using System.Net;
using System.Net.Sockets;
using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Stopping;

/// <summary>Disposing a loop that still has connections.</summary>
public sealed class DisposeTests : StopFixture
{
    [Test] // Behaviour 5
    public void Live_connections_hear_that_the_loop_is_closed()
    {
        Socket[] clients = Serve(Serve(), 3);
        Loop.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(Connections.Select(connection => connection.Closed.Single().Kind), Has.All.EqualTo(CloseKind.LoopClosed));
            Assert.That(Connections.Select(connection => connection.Stoppings), Has.All.Zero, "Disposing asks nobody.");
            Assert.That(clients[0].ReadToEnd(), Is.Empty);
            Assert.That(Kernel.OpenDescriptors, Is.Empty);
        });
    }

    [Test]
    public void Connection_that_was_closed_but_not_told_is_told_its_own_reason()
    {
        Serve(Serve(), 1);
        Connections[0].Abort();
        Loop.Dispose();
        Assert.That(Connections[0].Closed, Is.EqualTo(new[] { new CloseReason(CloseKind.Aborted) }));
    }

    [Test]
    public void Everything_at_once_leaves_no_descriptor_open()
    {
        UnixDomainSocketEndPoint path = TemporaryPath();
        Loop.Listen(path, Keep);
        Loop.Listen(AnyPort, Keep, new ListenOptions { OnExhaustion = ExhaustionPolicy.Shed });
        StreamListener listener = Serve();
        Serve(listener, 2);
        Client(listener);
        Kernel.ConnectFault = static (_, _) => Errno.EINPROGRESS;
        ProbeConnection connecting = Connecting(new IPEndPoint(IPAddress.Loopback, 1));
        Loop.BeginStop(TimeSpan.FromSeconds(5));
        Loop.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(connecting.Failures.Single().IsCancelled, Is.True);
            Assert.That(connecting.Closed, Is.Empty);
            Assert.That(File.Exists(path.ToString()), Is.False);
            Assert.That(Kernel.OpenDescriptors, Is.Empty);
        });
    }

    [Test]
    public void Last_callback_that_throws_costs_nobody_else_his()
    {
        Serve(Serve(closed: static _ => throw new InvalidOperationException("at last")), 3);
        Loop.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(Connections.Select(connection => connection.Closed.Count), Has.All.EqualTo(1));
            Assert.That(Faults.Select(fault => fault.Kind), Is.EqualTo(Enumerable.Repeat(FaultKind.Closed, 3)));
            Assert.That(Kernel.OpenDescriptors, Is.Empty);
        });
    }

    [Test]
    public void Last_callback_cannot_make_anything_that_would_outlive_the_loop()
    {
        List<Exception?> refusals = [];
        EndPoint server = Serve().LocalEndPoint;
        ProbeConnection client = new()
        {
            AfterClosed = connection =>
            {
                refusals.Add(Assert.Throws<ObjectDisposedException>(() => connection.Loop.Connect(server, new ProbeConnection())));
                refusals.Add(Assert.Throws<ObjectDisposedException>(() => connection.Loop.Listen(AnyPort, Keep)));
            },
        };
        Loop.Connect(server, client);
        Loop.RunUntil(() => client.IsOpen);
        Loop.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(refusals, Has.Count.EqualTo(2).And.No.Null);
            Assert.That(Kernel.OpenDescriptors, Is.Empty);
        });
    }

    [Test] // Bug 29
    public void Timers_and_tasks_of_the_last_callbacks_are_dropped_and_counted()
    {
        Serve(
            Serve(closed: static connection =>
            {
                connection.Loop.Schedule(TimeSpan.FromSeconds(1), static () => Assert.Fail("The loop is gone."));
                connection.Loop.Defer(static () => Assert.Fail("The loop is gone."));
            }),
            1);
        Loop.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(Faults, Is.Empty);
            Assert.That(Loop.Statistics.TimersDropped, Is.GreaterThanOrEqualTo(1));
            Assert.That(Loop.Statistics.TasksDropped, Is.EqualTo(1));
        });
    }

    [Test]
    public void Disposing_twice_is_nothing()
    {
        Serve(Serve(), 1);
        Loop.Dispose();
        long closes = Kernel.Closes;
        Loop.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(Kernel.Closes, Is.EqualTo(closes));
            Assert.That(Connections[0].Closed, Has.Count.EqualTo(1));
        });
    }
}
