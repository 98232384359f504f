using System.Net;
using System.Net.Sockets;
using Reactor.Handlers;
using Reactor.Tests.Handlers;

namespace Reactor.Tests.Conformance;

/// <summary>Listening and accepting.</summary>
public sealed class ListenConformanceTests(Platform platform) : ConformanceFixture(platform)
{
    private readonly List<StreamSocket> _accepted = [];

    [TearDown]
    public void ForgetSockets() => _accepted.Clear();

    // Behaviour 49
    [Test]
    public void Port_in_use_is_refused()
    {
        EndPoint taken = Server.Listen(Stage.AnyPort, Keep).LocalEndPoint;

        SocketException? refusal = Assert.Throws<SocketException>(() => Server.Listen(taken, Keep));

        Assert.That(refusal!.SocketErrorCode, Is.EqualTo(SocketError.AddressAlreadyInUse));
    }

    // Behaviour 49
    [Test]
    public void Address_of_another_machine_is_refused()
    {
        SocketException? refusal = Assert.Throws<SocketException>(() => Server.Listen(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0), Keep));

        Assert.That(refusal!.SocketErrorCode, Is.EqualTo(SocketError.AddressNotAvailable));
    }

    // Behaviour 50
    [Test]
    public void Port_zero_becomes_one_that_can_be_connected_to()
    {
        IPEndPoint chosen = (IPEndPoint)Server.Listen(Stage.AnyPort, Keep).LocalEndPoint;

        Owned(Stage.Connect(chosen));
        Stage.RunUntil(() => _accepted.Count == 1);

        Assert.That(chosen.Port, Is.Positive);
        Assert.That(_accepted[0].LocalEndPoint, Is.EqualTo(chosen));
    }

    // Behaviour 51
    [Test]
    public void Two_listeners_may_share_a_callback()
    {
        EndPoint first = Server.Listen(Stage.AnyPort, Keep).LocalEndPoint;
        EndPoint second = Server.Listen(Stage.AnyPort, Keep).LocalEndPoint;

        Owned(Stage.Connect(first));
        Owned(Stage.Connect(second));
        Stage.RunUntil(() => _accepted.Count == 2);

        Assert.That(_accepted.Select(socket => socket.LocalEndPoint), Is.EquivalentTo(new[] { first, second }));
    }

    // Behaviour 52
    [Test]
    public void Client_stays_queued_while_the_listener_does_not_accept_and_its_bytes_too()
    {
        Probe server = new();
        StreamListener listener = Server.Listen(Stage.AnyPort, () => server);
        listener.IsAccepting = false;
        RawPeer client = Owned(Stage.Connect(listener.LocalEndPoint));
        client.Send("early");
        Stage.RunFor(TimeSpan.FromSeconds(1));
        bool early = server.IsConnected;

        listener.IsAccepting = true;
        Stage.RunUntil(() => server.Text == "early");

        Assert.That(early, Is.False);
    }

    // Behaviour 53
    [Test]
    public void Server_may_close_at_once()
    {
        StreamListener listener = Server.Listen(Stage.AnyPort, socket => socket.Dispose());

        RawPeer client = Owned(Stage.Connect(listener.LocalEndPoint));
        Stage.RunUntil(() => client.HasEnded);

        Assert.That(client.Error, Is.Zero);
    }

    // Behaviour 64, Bug 13
    [TestCase(false)]
    [TestCase(true)]
    public void Switched_off_or_closed_inside_its_callback_it_accepts_no_further(bool closes)
    {
        int accepted = 0;
        StreamListener listener = null!;
        listener = Server.Listen(Stage.AnyPort, socket =>
        {
            accepted++;
            Owned(socket);
            listener.IsAccepting = false;
            if (closes)
                listener.Dispose();
        });
        listener.IsAccepting = false;
        EndPoint endPoint = listener.LocalEndPoint;
        RawPeer[] clients = [.. Enumerable.Range(0, 3).Select(_ => Owned(Stage.Connect(endPoint)))];
        listener.IsAccepting = true;

        Stage.RunUntil(() => accepted > 0);
        Stage.Settle();

        Assert.That(accepted, Is.EqualTo(1));
        Assert.That(clients.Count(client => client.Error == Reactor.SystemCalls.Errno.ECONNRESET), Is.EqualTo(closes ? 2 : 0), "A closed listener's queue is reset.");
    }

    /// <summary>A client is connected before its last packet of the handshake has put it into the listener's queue.</summary>
    private void SettleHandshakes() => Stage.Settle();

    // Bug 17
    [Test]
    public void One_wake_up_accepts_everybody_who_waits()
    {
        StreamListener listener = Server.Listen(Stage.AnyPort, Keep);
        listener.IsAccepting = false;
        for (int count = 0; count < 20; count++)
            Owned(Stage.Connect(listener.LocalEndPoint));
        SettleHandshakes();

        listener.IsAccepting = true;
        Turn();

        Assert.That(_accepted, Has.Count.EqualTo(20));
    }

    // Bug 12
    [Test]
    public void Callback_that_throws_costs_its_socket_and_no_other()
    {
        int calls = 0;
        StreamListener listener = Server.Listen(Stage.AnyPort, socket =>
        {
            if (++calls == 1)
                throw new InvalidOperationException("Thrown on purpose.");
            Keep(socket);
        });

        RawPeer first = Owned(Stage.Connect(listener.LocalEndPoint));
        Stage.RunUntil(() => first.HasEnded || first.Error != 0);
        Owned(Stage.Connect(listener.LocalEndPoint));
        Stage.RunUntil(() => _accepted.Count == 1);

        Assert.That(Faults, Has.Count.EqualTo(1));
        Faults.Clear();
    }

    // Bug 10, Behaviour 54
    [Test]
    public void Out_of_descriptors_nobody_else_notices_and_who_waits_is_served_when_one_is_free()
    {
        Probe old = new() { Received = static (self, bytes) => self.Send(bytes) };
        RawPeer busy = Connect(old);
        StreamListener listener = Server.Listen(Stage.AnyPort, Keep);
        Owned(Stage.Connect(listener.LocalEndPoint));
        Stage.RunUntil(() => _accepted.Count == 1);
        Stage.LeaveDescriptors(0);
        Owned(Stage.Connect(listener.LocalEndPoint));

        long turns = Stage.TurnsIn(TimeSpan.FromSeconds(10));
        busy.Send("still here");
        Stage.RunUntil(() => busy.Text == "still here");
        int waiting = _accepted.Count;
        _accepted[0].Dispose();
        Stage.RunUntil(() => _accepted.Count == 2);

        Assert.That(waiting, Is.EqualTo(1));
        Assert.That(turns, Is.LessThan(100));
    }

    // Bug 36
    [Test]
    public void Draining_accepts_the_queue_before_closing()
    {
        StreamListener listener = Server.Listen(Stage.AnyPort, Keep);
        listener.IsAccepting = false;
        RawPeer[] clients = [.. Enumerable.Range(0, 5).Select(_ => Owned(Stage.Connect(listener.LocalEndPoint)))];
        SettleHandshakes();

        listener.IsAccepting = true;
        listener.DrainAndClose();
        Stage.Settle();

        Assert.That(_accepted, Has.Count.EqualTo(5));
        Assert.That(clients.Select(client => client.Error), Is.All.Zero);
        Assert.That(listener.IsOpen, Is.False);
    }

    // A stop in order lets everybody finish.
    [Test]
    public void Orderly_stop_closes_connections_and_listeners()
    {
        Probe server = new();
        RawPeer client = Connect(server);
        Task<StopReport> stop = Server.StopAsync(TimeSpan.FromSeconds(5));

        Stage.RunUntil(() => client.HasEnded);
        client.ShutdownSend();
        Stage.RunUntil(() => stop.IsCompleted);

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
        Assert.That(stop.Result.ConnectionsClosed, Is.EqualTo(1));
    }

    private void Keep(StreamSocket socket) => _accepted.Add(Owned(socket));
}
