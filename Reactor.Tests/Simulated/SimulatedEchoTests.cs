using System.Net;
using Reactor.Handlers;
using Reactor.Simulation;

namespace Reactor.Tests.Simulated;

/// <summary>The real loop and real handlers on simulated hosts.</summary>
public sealed class SimulatedEchoTests
{
    [Test]
    public void What_is_sent_comes_back()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 42);
        SimulatedHost server = simulation.AddHost("server"), client = simulation.AddHost("client");
        server.Loop.Listen(new IPEndPoint(IPAddress.Any, 7000), () => new Echo());
        Client talker = new("hello");
        client.Loop.Connect(server.At(7000), talker);

        simulation.RunUntil(() => talker.Heard == "hello");
        talker.Close();
        simulation.RunUntil(() => talker.Reason is not null);

        Assert.That(talker.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
    }

    [Test]
    public void A_refused_connect_fails()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 42);
        SimulatedHost server = simulation.AddHost("server"), client = simulation.AddHost("client");
        Client talker = new("hello");
        client.Loop.Connect(new DnsEndPoint("server", 7000), talker);

        simulation.RunUntil(() => talker.Failure is not null);

        Assert.That(talker.Failure!.ToString(), Does.Contain("ConnectionRefused"));
    }

    private sealed class Echo : ConnectionHandler
    {
        protected override void OnReceived(ReadOnlySpan<byte> bytes) => Send(bytes);
    }

    private sealed class Client(string message) : ConnectionHandler
    {
        public string Heard { get; private set; } = "";

        public CloseReason? Reason { get; private set; }

        public ConnectFailure? Failure { get; private set; }

        protected override void OnConnected() => Send(System.Text.Encoding.UTF8.GetBytes(message));

        protected override void OnReceived(ReadOnlySpan<byte> bytes) => Heard += System.Text.Encoding.UTF8.GetString(bytes);

        protected override void OnConnectFailed(ConnectFailure failure) => Failure = failure;

        protected override void OnClosed(CloseReason reason) => Reason = reason;
    }
}
