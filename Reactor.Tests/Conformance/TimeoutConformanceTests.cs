using System.Net.Sockets;
using Reactor.Handlers;
using Reactor.Tests.Handlers;

namespace Reactor.Tests.Conformance;

/// <summary>The clocks of a connection.</summary>
public sealed class TimeoutConformanceTests(Platform platform) : ConformanceFixture(platform)
{
    // Behaviour 27
    [Test]
    public void Received_bytes_put_the_idle_timeout_off()
    {
        Probe server = new() { Options = new ConnectionOptions { IdleTimeout = TimeSpan.FromSeconds(10) } };
        RawPeer client = Connect(server);
        for (int count = 0; count < 5; count++)
        {
            Stage.RunFor(TimeSpan.FromSeconds(8));
            client.Send("x");
        }

        Stage.RunFor(TimeSpan.FromSeconds(8));
        bool open = server.IsOpen;
        Stage.RunFor(TimeSpan.FromSeconds(4));

        Assert.That(open);
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.IdleTimeout));
        Assert.That(client.HasEnded, "A silent connection ends politely.");
    }

    // Behaviour 27
    [Test]
    public void Read_timeout_rests_while_reading_is_paused()
    {
        Probe server = new() { Options = new ConnectionOptions { ReadTimeout = TimeSpan.FromSeconds(10) } };
        Connect(server);
        server.PauseReading();
        Stage.RunFor(TimeSpan.FromMinutes(1));
        bool open = server.IsOpen;

        server.ResumeReading();
        Stage.RunFor(TimeSpan.FromSeconds(11));

        Assert.That(open);
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.ReadTimeout));
    }

    // Behaviour 59
    [Test]
    public void Close_does_not_wait_for_ever_for_the_peers_end()
    {
        Probe server = new() { Options = new ConnectionOptions { CloseTimeout = TimeSpan.FromSeconds(3) } };
        RawPeer client = Connect(server);
        server.Close();
        Stage.RunFor(TimeSpan.FromSeconds(2));
        bool early = server.IsClosed;

        Stage.RunFor(TimeSpan.FromSeconds(2));

        Assert.That(early, Is.False);
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.CloseTimeout));
        Assert.That(client.HasEnded);
    }

    [Test]
    public void Output_that_nobody_takes_is_given_up_with_a_reset()
    {
        Probe server = new() { Options = new ConnectionOptions { WriteTimeout = TimeSpan.FromSeconds(5) } };
        RawPeer client = Connect(server);
        server.Send(new byte[12_000_000]);
        Stage.Settle();

        Stage.RunFor(TimeSpan.FromSeconds(6));

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.WriteTimeout));
        Assert.That(client.Error, Is.EqualTo(Reactor.SystemCalls.Errno.ECONNRESET));
    }

    [Test]
    public void Deadline_of_a_stop_resets_who_is_left()
    {
        Probe server = new() { Stopping = static _ => { } };
        RawPeer client = Connect(server);

        Task<StopReport> stop = Server.StopAsync(TimeSpan.FromSeconds(2));
        Stage.RunFor(TimeSpan.FromSeconds(3));

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.StopDeadline));
        Assert.That(stop.Result.ConnectionsAborted, Is.EqualTo(1));
        Assert.That(client.Error, Is.EqualTo(Reactor.SystemCalls.Errno.ECONNRESET));
    }

    [Test]
    public void Connect_timeout_is_told_once()
    {
        // Nobody accepts and the queue is full: further packets are dropped.
        StreamListener listener = Server.Listen(Stage.AnyPort, socket => Owned(socket), new ListenOptions { Backlog = 1 });
        listener.IsAccepting = false;
        Owned(Stage.Connect(listener.LocalEndPoint));
        Owned(Stage.Connect(listener.LocalEndPoint));
        Probe client = new();
        Client.Connect(listener.LocalEndPoint, client, new ConnectOptions { Timeout = TimeSpan.FromSeconds(5) });

        Stage.RunFor(TimeSpan.FromSeconds(6));

        Assert.That(client.Calls, Is.EqualTo(new[] { "connect failed" }));
        Assert.That(client.Failure!.Value.Error, Is.EqualTo(SocketError.TimedOut));
    }
}
