using Reactor.Handlers;
using Reactor.SystemCalls;
using Reactor.Tests.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Conformance;

/// <summary>Bytes, ends and resets of connections.</summary>
public sealed class TcpConformanceTests(Platform platform) : ConformanceFixture(platform)
{
    // Behaviour 58
    [Test]
    public void Three_megabytes_in_a_hundred_writes_arrive_in_order()
    {
        byte[] bytes = TestBytes.Make(3_000_000);
        Probe server = new();
        RawPeer client = Connect(server);

        foreach (byte[] piece in bytes.Chunk(30_000))
            server.Send(piece);
        Stage.RunUntil(() => client.Count == bytes.Length);

        Assert.That(client.Bytes.SequenceEqual(bytes));
        Stage.RunUntil(() => server.QueuedBytes == 0);
    }

    // Behaviour 58: a queue is not overtaken.
    [Test]
    public void Full_socket_takes_nothing_until_it_is_read()
    {
        (StreamSocket socket, RawPeer client) = ConnectSocket();
        byte[] bytes = TestBytes.Make(64 * 1024);
        long sent = 0;
        SendResult result;
        for (int full = 0; full < 2;)
        {
            result = socket.Send(bytes);
            sent += result.Count;
            full = result.Count > 0 ? 0 : full + 1;
            Stage.Settle();
        }

        ActionHandler handler = new() { Writable = static self => self.Interest = Interest.None };
        Registration registration = socket.Register(Interest.Write, handler);
        Turn();
        int whileFull = handler.Writes;
        Stage.RunUntil(() => client.Count == sent);
        Stage.RunUntil(() => handler.Writes > 0);

        Assert.That(whileFull, Is.Zero);
        Assert.That(handler.Writes, Is.EqualTo(1));
        registration.Dispose();
    }

    // Behaviour 59, Behaviour 62
    [Test]
    public void Abort_drops_the_queue_and_resets_the_peer()
    {
        Probe server = new();
        RawPeer client = Connect(server);
        server.Send("lost");
        server.Abort();

        Stage.RunUntil(() => client.Error != 0 && server.IsClosed);

        Assert.That((client.Count, client.Error), Is.EqualTo((0L, Errno.ECONNRESET)));
        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "closed" }));
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Aborted));
    }

    // Bug 34
    [Test]
    public void Input_that_nobody_wants_does_not_cost_the_peer_the_end_of_the_answer()
    {
        byte[] bytes = TestBytes.Make(2_000_000);
        Probe server = new()
        {
            Received = (probe, _) =>
            {
                probe.Send(bytes);
                probe.Close();
            },
        };
        RawPeer client = Connect(server);
        client.Send("request");
        client.Send(new byte[20_000]);

        Stage.RunUntil(() => client.HasEnded || client.Error != 0);

        Assert.That(client.Error, Is.Zero);
        Assert.That(client.Bytes.SequenceEqual(bytes));
        client.ShutdownSend();
        Stage.RunUntil(() => server.IsClosed);
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
    }

    // Behaviour 60
    [Test]
    public void Pause_in_a_callback_stops_and_a_resume_loses_nothing()
    {
        byte[] bytes = TestBytes.Make(300_000);
        Probe server = new() { Received = static (probe, _) => probe.PauseReading() };
        Probe client = new();
        Connect(client, server);
        client.Send(bytes);
        int calls = 0;
        while (server.ReceivedCount < bytes.Length)
        {
            Stage.RunUntil(() => server.Count("received") > calls);
            calls++;
            Stage.Settle();
            Assert.That(server.Count("received"), Is.EqualTo(calls), "Delivered while paused.");
            server.ResumeReading();
        }

        Assert.That(server.ReceivedBytes.SequenceEqual(bytes));
    }

    // Behaviour 60, Bug 1
    [Test]
    public void Paused_connection_neither_spins_nor_loses_what_came_before_a_reset()
    {
        Probe server = new();
        RawPeer client = Connect(server);
        server.PauseReading();
        client.Send("last words");
        Stage.Settle();
        client.Reset();
        long turns = Stage.TurnsIn(TimeSpan.FromHours(1));

        server.ResumeReading();
        Stage.RunUntil(() => server.IsClosed);

        Assert.That(turns, Is.LessThan(100));
        Assert.That(server.Text, Is.EqualTo("last words"));
        Assert.That(server.Reason.ToString(), Is.EqualTo(new CloseReason(CloseKind.Failed, System.Net.Sockets.SocketError.ConnectionReset).ToString()));
    }

    // Behaviour 61, Bug 14
    [TestCase(10)]
    [TestCase(1_000_000)]
    public void Client_that_sends_its_request_and_its_end_at_once_gets_its_answer(int length)
    {
        byte[] answer = TestBytes.Make(length);
        Probe server = new() { Received = (probe, _) => probe.Send(answer) };
        RawPeer client = Connect(server);
        client.Send("request");
        client.ShutdownSend();

        Stage.RunUntil(() => client.HasEnded);

        Assert.That(client.Bytes.SequenceEqual(answer));
        Stage.RunUntil(() => server.IsClosed);
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
    }

    // Behaviour 61
    [Test]
    public void After_our_own_end_the_peer_is_still_read_until_its_end()
    {
        Probe server = new();
        RawPeer client = Connect(server);
        server.ShutdownOutput();
        server.ShutdownOutput();
        Stage.RunUntil(() => client.HasEnded);
        client.Send("one ");
        Stage.RunUntil(() => server.Text == "one ");
        client.Send("two");
        client.ShutdownSend();

        Stage.RunUntil(() => server.IsClosed);

        Assert.That(server.Text, Is.EqualTo("one two"));
        Assert.That(server.Send("x"), Is.EqualTo(SendOutcome.Closed));
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
    }

    // Behaviour 61
    [Test]
    public void Our_end_follows_what_is_queued()
    {
        byte[] bytes = TestBytes.Make(1_000_000);
        Probe server = new();
        RawPeer client = Connect(server);
        server.Send(bytes);
        server.ShutdownOutput();

        Stage.RunUntil(() => client.HasEnded);

        Assert.That(client.Bytes.SequenceEqual(bytes));
        Assert.That(server.IsOpen);
    }

    // Behaviour 61
    [Test]
    public void Both_sides_may_close_at_once()
    {
        Probe client = new();
        Probe server = new();
        Connect(client, server);

        client.Close();
        server.Close();
        Stage.RunUntil(() => client.IsClosed && server.IsClosed);

        Assert.That((client.Reason!.Value.Kind, server.Reason!.Value.Kind), Is.EqualTo((CloseKind.Completed, CloseKind.Completed)));
    }

    // Behaviour 62
    [Test]
    public void Reset_of_the_peer_is_told_once()
    {
        Probe server = new();
        RawPeer client = Connect(server);
        client.Reset();

        Stage.RunUntil(() => server.IsClosed);
        Stage.Settle();

        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "closed" }));
        Assert.That(server.Reason!.Value.Error, Is.EqualTo(System.Net.Sockets.SocketError.ConnectionReset));
    }

    // Behaviour 62: the first send after the peer has gone is taken, and answered by a reset.
    [Test]
    public void Sending_to_one_who_has_gone_ends_the_connection_and_nothing_else()
    {
        Probe server = new() { InputEnded = static _ => { } };
        RawPeer client = Connect(server);
        client.Dispose();
        Stage.RunUntil(() => server.Count("input ended") == 1);

        server.Send("into the void");
        Stage.Settle();
        server.Send("again");
        Stage.RunUntil(() => server.IsClosed);

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Failed));
    }

    // Bug 31
    [Test]
    public void Failed_send_does_not_leave_the_loop_busy()
    {
        Probe server = new() { InputEnded = static _ => { } };
        RawPeer client = Connect(server);
        client.Dispose();
        Stage.RunUntil(() => server.Count("input ended") == 1);
        server.Send("into the void");
        Stage.Settle();
        server.Send("again");

        Assert.That(Stage.TurnsIn(TimeSpan.FromHours(1)), Is.LessThan(100));
    }

    // Bug 18
    [Test]
    public void Sender_that_floods_does_not_keep_others_waiting()
    {
        MakeStage(new EventLoopOptions { ReceiveBufferSize = 4_096, ReadBudget = 8_192 });
        Probe flooded = new();
        Probe other = new();
        RawPeer flooder = Connect(flooded);
        RawPeer talker = Connect(other);
        flooded.PauseReading();
        other.PauseReading();
        flooder.Send(new byte[60_000]);
        talker.Send("me too");
        Stage.Settle();
        Assert.That((flooded.ReceivedCount, other.ReceivedCount), Is.EqualTo((0L, 0L)), "All of it waits.");
        flooded.ResumeReading();
        other.ResumeReading();

        Turn();

        Assert.That(other.Text, Is.EqualTo("me too"));
        Assert.That(flooded.ReceivedCount, Is.EqualTo(8_192));
        Stage.RunUntil(() => flooded.ReceivedCount == 60_000);
    }
}
