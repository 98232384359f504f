using System.Net;
using System.Net.Sockets;
using Reactor.Handlers;
using Reactor.Tests.Handlers;

namespace Reactor.Tests.Conformance;

/// <summary>Connecting: it is told once, later, and leaves nothing behind.</summary>
public sealed class ConnectConformanceTests(Platform platform) : ConformanceFixture(platform)
{
    // Behaviour 55
    [Test]
    public void Refusal_is_told_once_and_never_inside_the_call()
    {
        EndPoint nobody = Refusing();
        Probe client = new();
        Client.Connect(nobody, client);
        int atOnce = client.Calls.Count;

        Stage.RunFor(TimeSpan.FromSeconds(5));

        Assert.That(atOnce, Is.Zero);
        Assert.That(client.Calls, Is.EqualTo(new[] { "connect failed" }));
        Assert.That(client.Failure!.Value.Error, Is.EqualTo(SocketError.ConnectionRefused));
    }

    // Behaviour 56
    [TestCase(false)]
    [TestCase(true)]
    public void Cancelled_the_attempt_fails_once_and_later(bool afterATurn)
    {
        EndPoint full = Full();
        Probe client = new();
        ConnectAttempt attempt = Client.Connect(full, client);
        if (afterATurn)
            Client.RunOnce(TimeSpan.Zero);

        attempt.Cancel();
        int atOnce = client.Calls.Count;
        Stage.RunFor(TimeSpan.FromSeconds(5));

        Assert.That(atOnce, Is.Zero);
        Assert.That(client.Calls, Is.EqualTo(new[] { "connect failed" }));
        Assert.That(client.Failure!.Value.Error, Is.EqualTo(SocketError.OperationAborted));
    }

    // Behaviour 56
    [Test]
    public void Disposing_the_loop_gives_every_attempt_its_one_callback()
    {
        EndPoint endPoint = Server.Listen(Stage.AnyPort, socket => Owned(socket)).LocalEndPoint;
        Probe[] clients = [new(), new(), new()];
        foreach (Probe client in clients)
            Client.Connect(endPoint, client);

        Client.Dispose();

        Assert.That(clients.Select(client => client.Calls.Count), Is.All.EqualTo(1));
        Assert.That(clients.Select(client => client.Calls[0]), Is.All.EqualTo("connect failed"));
    }

    // Behaviour 57
    [Test]
    public void Handler_whose_attempt_failed_may_try_again()
    {
        EndPoint nobody = Refusing();
        Probe client = new();
        Client.Connect(nobody, client);
        Stage.RunUntil(() => client.Failure is not null);
        Probe server = new();

        Client.Connect(Server.Listen(Stage.AnyPort, () => server).LocalEndPoint, client);
        Stage.RunUntil(() => server.IsConnected && client.IsConnected);

        Assert.That(client.Calls, Is.EqualTo(new[] { "connect failed", "connected" }));
    }

    // Behaviour 53, Behaviour 55: what the server says and ends with is heard in order.
    [Test]
    public void Greeting_and_end_of_a_server_that_closes_at_once_arrive()
    {
        Probe server = new()
        {
            Connected = probe =>
            {
                probe.Send("bye");
                probe.Close();
            },
        };
        Probe client = new();

        Client.Connect(Server.Listen(Stage.AnyPort, () => server).LocalEndPoint, client);
        Stage.RunUntil(() => server.IsClosed && client.IsClosed);

        Assert.That(client.Calls, Is.EqualTo(new[] { "connected", "received", "input ended", "closed" }));
        Assert.That(client.Text, Is.EqualTo("bye"));
        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "closed" }));
        Assert.That((client.Reason!.Value.Kind, server.Reason!.Value.Kind), Is.EqualTo((CloseKind.Completed, CloseKind.Completed)));
    }

    [Test]
    public void Both_ends_know_each_others_address()
    {
        Probe client = new();
        Probe server = new();
        Connect(client, server);

        Assert.That(client.RemoteEndPoint, Is.EqualTo(server.LocalEndPoint));
        Assert.That(server.RemoteEndPoint, Is.EqualTo(client.LocalEndPoint));
    }

    // Unix sockets connect inside the call; the callback comes later all the same.
    [Test]
    public void Unix_sockets_connect_later_and_carry_bytes()
    {
        UnixDomainSocketEndPoint name = new($"\0conformance-{Environment.ProcessId}-{TestContext.CurrentContext.Test.ID}");
        Probe server = new() { Received = static (probe, bytes) => probe.Send(bytes) };
        Server.Listen(name, () => server);
        Probe client = new();
        Server.Connect(name, client);
        int atOnce = client.Calls.Count;
        Stage.RunUntil(() => client.IsConnected);
        client.Send("hello");
        Stage.RunUntil(() => client.Text == "hello");

        client.Close();
        Stage.RunUntil(() => client.IsClosed && server.IsClosed);

        Assert.That(atOnce, Is.Zero);
        Assert.That((client.Reason!.Value.Kind, server.Reason!.Value.Kind), Is.EqualTo((CloseKind.Completed, CloseKind.Completed)));
    }

    /// <summary>An address of the server's where nobody else is let in: two wait in a queue for one, which the kernel rounds up.</summary>
    private EndPoint Full()
    {
        StreamListener listener = Server.Listen(Stage.AnyPort, socket => Owned(socket), new ListenOptions { Backlog = 1 });
        listener.IsAccepting = false;
        for (int count = 0; count < 2; count++)
            Owned(Stage.Connect(listener.LocalEndPoint));

        return listener.LocalEndPoint;
    }

    /// <summary>An address of the server's where nobody listens any more.</summary>
    private EndPoint Refusing()
    {
        using StreamListener listener = Server.Listen(Stage.AnyPort, socket => Owned(socket));
        return listener.LocalEndPoint;
    }
}
