using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.Tests.Sockets;
using Reactor.Tests.Support;

namespace Reactor.Tests.Stopping;

/// <summary>Stopping in order: what becomes of listeners and connections.</summary>
public sealed class StopTests : StopFixture
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    [Test]
    public void Loop_with_nothing_on_it_stops_at_once()
    {
        StopReport report = Finish(Loop.StopAsync(Deadline));
        Assert.Multiple(() =>
        {
            Assert.That(report, Is.EqualTo(new StopReport(0, 0, 0, 0, 0, TimeSpan.Zero)));
            Assert.That(Loop.IsStopped, Is.True);
        });
    }

    [Test]
    public void Connections_are_closed_in_order_and_counted()
    {
        Socket[] clients = Serve(Serve(), 3);
        Task<StopReport> stopping = Loop.StopAsync(Deadline);
        Leave(clients);
        StopReport report = Finish(stopping);
        Assert.Multiple(() =>
        {
            Assert.That((report.ConnectionsClosed, report.ConnectionsFailed, report.ConnectionsAborted), Is.EqualTo((3, 0, 0)));
            Assert.That(Connections.Select(connection => connection.Stoppings), Has.All.EqualTo(1));
            Assert.That(Connections.Select(connection => connection.Closed.Single().Kind), Has.All.EqualTo(CloseKind.Completed));
        });
    }

    [Test] // Bug 36
    public void Clients_in_the_queue_are_served_before_the_listener_closes()
    {
        StreamListener listener = Serve(stopping: static connection =>
        {
            connection.Send("goodbye"u8);
            connection.Close();
        });
        Socket client = Client(listener);
        Loop.BeginStop(Deadline);
        Loop.RunUntil(() => !listener.IsOpen);
        Assert.That(client.ReadToEnd(), Is.EqualTo("goodbye"u8.ToArray()));
        client.Dispose();
        Loop.RunUntil(() => Loop.IsStopped);
        Assert.That(Connections.Single().Closed.Single().Kind, Is.EqualTo(CloseKind.Completed));
    }

    [Test]
    public void Nobody_can_connect_once_the_stop_has_begun()
    {
        StreamListener listener = Serve();
        Socket[] clients = Serve(listener, 1);
        Loop.BeginStop(Deadline);
        Loop.RunUntil(() => !listener.IsOpen);
        Assert.That(
            () => Client(listener),
            Throws.InstanceOf<SocketException>().With.Property(nameof(SocketException.SocketErrorCode)).EqualTo(SocketError.ConnectionRefused));
        Leave(clients);
        Loop.RunUntil(() => Loop.IsStopped);
    }

    [Test]
    public void Connection_may_say_goodbye_and_take_its_time()
    {
        Socket client = Serve(Serve(stopping: static connection => connection.Send("goodbye"u8)), 1)[0];
        Loop.BeginStop(Deadline);
        Loop.RunUntil(() => Connections[0].Stoppings == 1);
        Loop.RunUntilIdle();
        Assert.That(client.Read(7), Is.EqualTo("goodbye"u8.ToArray()));
        client.Send("one more thing"u8);
        Loop.RunUntil(() => client.Available == 14);
        Assert.That(Loop.IsStopped, Is.False);
        client.Dispose();
        Loop.RunUntil(() => Loop.IsStopped);
    }

    [Test]
    public void At_the_deadline_the_rest_is_reset()
    {
        Socket client = Serve(Serve(stopping: static _ => { }), 1)[0];
        TimeSpan begun = Kernel.Elapsed;
        StopReport report = Finish(Loop.StopAsync(Deadline));
        Assert.Multiple(() =>
        {
            Assert.That(report.ConnectionsAborted, Is.EqualTo(1));
            Assert.That(report.Elapsed, Is.EqualTo(Deadline).Within(TimeSpan.FromMilliseconds(1)));
            Assert.That(Kernel.Elapsed - begun, Is.GreaterThanOrEqualTo(Deadline));
            Assert.That(Connections[0].Closed, Is.EqualTo(new[] { new CloseReason(CloseKind.StopDeadline) }));
            Assert.That(client.Look(), Is.EqualTo(SocketError.ConnectionReset));
        });
    }

    [Test]
    public void Connection_that_began_to_close_but_did_not_end_is_reset_at_the_deadline()
    {
        Serve(Serve(), 1);
        StopReport report = Finish(Loop.StopAsync(Deadline));
        Assert.That((report.ConnectionsClosed, report.ConnectionsAborted), Is.EqualTo((0, 1)));
    }

    [Test]
    public void Deadline_of_zero_resets_at_once()
    {
        Serve(Serve(), 2);
        StopReport report = Finish(Loop.StopAsync(TimeSpan.Zero));
        Assert.Multiple(() =>
        {
            Assert.That(report.ConnectionsAborted, Is.EqualTo(2));
            Assert.That(report.Elapsed, Is.LessThan(TimeSpan.FromMilliseconds(5)));
        });
    }

    [Test]
    public void Without_a_deadline_the_stop_waits_for_as_long_as_it_takes()
    {
        Socket client = Serve(Serve(stopping: static _ => { }), 1)[0];
        Loop.BeginStop(Timeout.InfiniteTimeSpan);
        Loop.RunFor(TimeSpan.FromDays(1));
        Assert.That(Loop.IsStopped, Is.False);
        client.Dispose();
        Loop.RunUntil(() => Loop.IsStopped);
    }

    [Test]
    public void Negative_deadline_is_refused() => Assert.Multiple(() =>
    {
        Assert.That(() => Loop.BeginStop(TimeSpan.FromSeconds(-2)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Loop.StopAsync(TimeSpan.FromSeconds(-2)), Throws.InstanceOf<ArgumentOutOfRangeException>());
    });

    [Test]
    public void Report_counts_each_fate()
    {
        int count = 0;
        Action<ProbeConnection>[] manners =
        [
            static connection => connection.Close(),
            static connection => connection.Close(),
            static _ => throw new InvalidOperationException("no time"),
            static connection => connection.Abort(),
            static _ => { },
            static _ => { },
            static _ => { },
        ];
        StreamListener listener = Serve(stopping: connection => manners[count++](connection));
        Serve();
        Socket[] clients = Serve(listener, manners.Length);
        Loop.BeginStop(Deadline);
        Task<StopReport> stopping = Loop.StopAsync(Deadline);
        Loop.RunUntil(() => count == manners.Length);
        Socket[] polite = [.. clients.Where((_, index) => Connections[index].Closed.Count == 0 && !Connections[index].IsOpen)];
        Leave(polite);
        Array.FindLast(clients, client => !polite.Contains(client))!.Reset();
        StopReport report = Finish(stopping);
        Assert.That(
            (report.ListenersClosed, report.ConnectsCancelled, report.ConnectionsClosed, report.ConnectionsFailed, report.ConnectionsAborted),
            Is.EqualTo((2, 0, 2, 3, 2)),
            "Failed are the faulty one, the one that aborted and the one that was reset.");
    }

    [Test]
    public void Raw_registrations_and_sockets_are_left_alone()
    {
        (StreamSocket server, _) = Pair();
        Registration registration = server.Register(Interest.Read, new Sockets.ProbeHandler());
        Finish(Loop.StopAsync(Deadline));
        Assert.That((server.IsOpen, registration.IsLive), Is.EqualTo((true, true)));
    }

    [Test]
    public void Listener_that_a_callback_makes_during_the_stop_is_closed_too()
    {
        Serve(Serve(stopping: _ => Serve()), 1);
        StopReport report = Finish(Loop.StopAsync(Deadline));
        Assert.That((report.ListenersClosed, report.ConnectionsAborted, Loop.Core.Listeners.Count), Is.EqualTo((2, 1, 0)));
    }

    [Test]
    public void Listener_whose_name_is_resolved_during_the_stop_is_closed_too()
    {
        ProbeResolver resolver = new();
        MakeLoop(virtualTime: true, resolver: resolver);
        Serve(Serve(stopping: static _ => { }), 1);
        Task<StreamListener> listening = Loop.ListenAsync(new DnsEndPoint("server", 0), Keep);
        Loop.BeginStop(Deadline);
        Loop.RunUntil(() => Connections[0].Stoppings == 1);

        resolver.Answer(IPAddress.Loopback);
        Loop.RunUntil(() => listening.IsCompleted);

        Assert.That((listening.Result.IsOpen, Loop.IsStopped), Is.EqualTo((false, false)));
        Loop.RunUntil(() => Loop.IsStopped);
    }

    [Test]
    public void Connection_that_comes_during_the_stop_is_asked_and_the_others_are_not_asked_again()
    {
        ProbeConnection late = new() { Stopping = static connection => connection.Abort() };
        Serve(Serve(stopping: _ => Loop.Defer(() => Adopt(late))), 1);
        StopReport report = Finish(Loop.StopAsync(Deadline));
        Assert.Multiple(() =>
        {
            Assert.That((late.Stoppings, Connections[0].Stoppings), Is.EqualTo((1, 1)));
            Assert.That((report.ConnectionsFailed, report.ConnectionsAborted), Is.EqualTo((1, 1)));
        });
    }

    [Test]
    public void Timer_is_not_late_by_what_the_stop_has_called()
    {
        TimeSpan due = default;
        TimeSpan fired = default;
        ProbeConnection late = new() { Stopping = _ => Kernel.Advance(TimeSpan.FromMilliseconds(80)) };
        Serve(
            Serve(stopping: _ => Loop.Defer(() =>
            {
                due = Kernel.Elapsed + TimeSpan.FromMilliseconds(100);
                Loop.Schedule(TimeSpan.FromMilliseconds(100), () => { fired = Kernel.Elapsed; Loop.Stop(); });
                Adopt(late);
            })),
            1);

        Loop.BeginStop(Timeout.InfiniteTimeSpan);
        Loop.Run();

        Assert.That(late.Stoppings, Is.EqualTo(1));
        Assert.That(fired - due, Is.LessThan(TimeSpan.FromMilliseconds(2)));
    }

    [Test]
    public void Deadline_counts_from_the_call_however_long_letting_in_takes()
    {
        StreamListener listener = Loop.Listen(AnyPort, () =>
        {
            Kernel.Advance(Deadline);
            ProbeConnection connection = new() { Stopping = static _ => { } };
            Connections.Add(connection);
            return connection;
        });
        TimeSpan start = Kernel.Elapsed;
        Loop.Defer(() => Client(listener));
        Loop.BeginStop(Deadline);
        Loop.RunUntil(() => Loop.IsStopped);
        Assert.That(Connections[0].Closed, Is.EqualTo(new[] { new CloseReason(CloseKind.StopDeadline) }));
        Assert.That(Kernel.Elapsed - start, Is.LessThan(Deadline * 1.5));
    }

    /// <summary>Gives a handler one end of a new pair of sockets.</summary>
    private void Adopt(ProbeConnection connection)
    {
        (SafeHandle one, SafeHandle peer) = Descriptors.SocketPair();
        Owned(peer);
        SafeSocketHandle handle = new((nint)Descriptors.Duplicate(one), ownsHandle: true);
        one.Dispose();
        Loop.Adopt(handle, connection);
    }
}
