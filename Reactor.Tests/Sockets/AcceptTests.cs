using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.Tests.Support;

namespace Reactor.Tests.Sockets;

public sealed class AcceptTests : SocketFixture
{
    [Test] // Bug 17
    public void One_wake_up_accepts_everybody_who_waits()
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        Clients(listener, 20);
        Loop.RunOnce();
        Assert.That(Accepted, Has.Count.EqualTo(20));
    }

    [Test] // Behaviour 51
    public void Two_listeners_may_share_a_callback()
    {
        StreamListener first = Loop.Listen(AnyPort, Keep);
        StreamListener second = Loop.Listen(AnyPort, Keep);
        Client(first);
        Client(second);
        Loop.RunUntil(() => Accepted.Count == 2);
        Assert.That(
            Accepted.Select(socket => socket.LocalEndPoint), Is.EquivalentTo(new[] { first.LocalEndPoint, second.LocalEndPoint }));
    }

    [Test]
    public void Accepted_socket_knows_its_peer()
    {
        (StreamSocket server, Socket client) = Pair();
        Assert.That(server.RemoteEndPoint, Is.EqualTo(client.LocalEndPoint));
    }

    [Test]
    public void Budget_ends_a_wake_up_and_the_rest_follows_in_the_next_turns()
    {
        MakeLoop(acceptBudget: 4);
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        Clients(listener, 10);
        List<int> counts = [];
        while (Accepted.Count < 10)
        {
            Loop.RunOnce();
            counts.Add(Accepted.Count);
        }

        Assert.Multiple(() =>
        {
            Assert.That(counts, Is.EqualTo(new[] { 4, 8, 10 }));
            Assert.That(Loop.Statistics.AcceptBudgetsSpent, Is.EqualTo(2));
            Assert.That(Loop.Statistics.Accepted, Is.EqualTo(10));
        });
    }

    [Test]
    public void Busy_listener_does_not_keep_another_waiting()
    {
        MakeLoop(acceptBudget: 2);
        StreamListener busy = Loop.Listen(AnyPort, Keep);
        StreamListener other = Loop.Listen(AnyPort, Keep);
        Clients(busy, 10);
        Client(other);
        Loop.RunOnce();
        Assert.That(Accepted.Select(socket => socket.LocalEndPoint), Has.One.EqualTo(other.LocalEndPoint));
    }

    [Test] // Behaviour 52
    public void Client_stays_queued_while_the_listener_does_not_accept()
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        listener.IsAccepting = false;
        Socket client = Client(listener);
        client.Send("early"u8);
        Loop.RunUntilIdle();
        Assert.That(Accepted, Is.Empty);

        listener.IsAccepting = true;
        Loop.RunUntil(() => Accepted.Count == 1);
        byte[] buffer = new byte[16];
        Assert.That(Accepted[0].Receive(buffer).Count, Is.EqualTo(5));
    }

    [Test]
    public void Queued_clients_do_not_keep_the_loop_awake_while_nobody_accepts()
    {
        MakeLoop(virtualTime: true);
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        listener.IsAccepting = false;
        Client(listener);
        Loop.RunFor(TimeSpan.FromHours(1));
        Assert.Multiple(() =>
        {
            Assert.That(Loop.Statistics.Events, Is.Zero);
            Assert.That(Kernel.Waits, Is.LessThan(5));
        });
    }

    [Test] // Behaviour 64
    public void Switched_off_inside_its_callback_the_listener_accepts_no_further()
    {
        StreamListener? listener = null;
        listener = Loop.Listen(AnyPort, socket =>
        {
            Keep(socket);
            listener!.IsAccepting = false;
        });
        Clients(listener, 3);
        Loop.RunUntil(() => Accepted.Count > 0);
        Loop.RunUntilIdle();
        Assert.That(Accepted, Has.Count.EqualTo(1));
    }

    [Test] // Bug 13
    public void Closed_inside_its_callback_the_listener_accepts_no_further()
    {
        StreamListener? listener = null;
        listener = Loop.Listen(AnyPort, socket =>
        {
            Keep(socket);
            listener!.Dispose();
        });
        Clients(listener, 3);
        Loop.RunUntil(() => Accepted.Count > 0);
        Loop.RunUntilIdle();
        Assert.Multiple(() =>
        {
            Assert.That(Accepted, Has.Count.EqualTo(1));
            Assert.That(Kernel.AcceptCalls, Is.EqualTo(1));
            Assert.That(Log.Count(14), Is.Zero, "Closing is no failure.");
        });
    }

    [Test] // Bug 13
    public void Listener_closed_by_another_in_the_same_turn_is_not_called()
    {
        StreamListener? second = null;
        StreamListener first = Loop.Listen(AnyPort, socket =>
        {
            Keep(socket);
            second!.Dispose();
        });
        second = Loop.Listen(AnyPort, _ => Assert.Fail("It was closed."));
        Client(first);
        Client(second);
        Loop.RunUntil(() => Accepted.Count == 1);
        Loop.RunUntilIdle();
        Assert.That(Loop.Statistics.StaleEvents, Is.EqualTo(1));
    }

    [Test] // Bug 12
    public void Callback_that_throws_costs_its_socket_and_no_other()
    {
        int calls = 0;
        StreamListener listener = Loop.Listen(AnyPort, socket =>
        {
            if (++calls == 2)
            {
                throw new InvalidOperationException("the second");
            }

            Keep(socket);
        });
        Socket[] clients = Clients(listener, 3);
        Loop.RunUntil(() => calls == 3);
        Assert.Multiple(() =>
        {
            Assert.That(clients[1].Look(), Is.EqualTo(SocketError.ConnectionReset));
            Assert.That(Accepted, Has.Count.EqualTo(2));
            Assert.That(Loop.Statistics.OpenConnections, Is.EqualTo(2));
            Assert.That(Faults.Select(fault => fault.Kind), Is.EqualTo(new[] { FaultKind.Accept }));
            Assert.That(Loop.Statistics.Faults, Is.EqualTo(1));
        });

        Client(listener);
        Loop.RunUntil(() => Accepted.Count == 3);
    }

    [Test] // Behaviour 53
    public void Socket_may_be_closed_in_the_callback()
    {
        StreamListener listener = Loop.Listen(AnyPort, static socket => socket.Dispose());
        Socket client = Client(listener);
        Loop.RunUntil(() => Loop.Statistics.Accepted == 1);
        Assert.Multiple(() =>
        {
            Assert.That(client.ReadToEnd(), Is.Empty);
            Assert.That(Loop.Statistics.OpenConnections, Is.Zero);
        });
    }

    [Test]
    public void Clients_in_the_queue_of_a_listener_that_is_closed_are_reset()
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        Socket client = Client(listener);
        listener.Dispose();
        Assert.That(client.Look(), Is.EqualTo(SocketError.ConnectionReset));
    }

    [Test]
    public void Closing_twice_is_nothing()
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        listener.Dispose();
        long closes = Kernel.Closes;
        listener.Dispose();
        listener.DrainAndClose();
        Assert.Multiple(() =>
        {
            Assert.That(Kernel.Closes, Is.EqualTo(closes));
            Assert.That(listener.IsOpen, Is.False);
            Assert.That(() => listener.IsAccepting = true, Throws.InstanceOf<ObjectDisposedException>());
        });
    }

    private Socket[] Clients(StreamListener listener, int count) => [.. Enumerable.Range(0, count).Select(_ => Client(listener))];
}
