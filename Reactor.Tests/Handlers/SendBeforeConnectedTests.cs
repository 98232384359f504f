using System.Net;
using Reactor.Handlers;
using Reactor.Simulation;

namespace Reactor.Tests.Handlers;

/// <summary>A handler without a connection has timers and tasks, and in them nobody to send to.</summary>
public sealed class SendBeforeConnectedTests
{
    [Test]
    public void A_task_of_a_handler_whose_attempt_failed_sends_nothing()
    {
        using EventLoop loop = new();
        Client client = new();
        client.WhenFailed = client.SendSoon;

        loop.Connect(Refusing(loop), client);
        loop.RunUntil(() => client.Outcomes.Count == 2);

        AssertNothingWasSent(loop, client);
    }

    [Test]
    public void A_timer_of_a_handler_that_is_still_connecting_sends_nothing()
    {
        using EventLoop loop = new();
        Client client = new();
        client.WhenFailed = () =>
        {
            client.WhenFailed = null;
            loop.Connect(Refusing(loop), client);
            client.SendSoon();
        };

        loop.Connect(Refusing(loop), client);
        loop.RunUntil(() => client.Outcomes.Count == 2);

        AssertNothingWasSent(loop, client);
    }

    private static void AssertNothingWasSent(EventLoop loop, Client client)
    {
        Assert.That(client.Outcomes, Is.All.EqualTo(SendOutcome.Closed));
        Assert.That(client.QueuedBytes, Is.Zero);
        Assert.That(loop.Statistics.Faults, Is.Zero);
        Assert.That(loop.Core.Cork.Length, Is.Zero, "What is left there would keep all others from gathering.");
    }

    private static IPEndPoint Refusing(EventLoop loop)
    {
        using StreamListener listener = loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), () => new Client());
        return (IPEndPoint)listener.LocalEndPoint;
    }

    private sealed class Client : LineHandler
    {
        public List<SendOutcome> Outcomes { get; } = [];

        public Action? WhenFailed { get; set; }

        public void SendSoon() => Defer(() =>
        {
            Outcomes.Add(Send("bytes"u8));
            Outcomes.Add(SendLine("a line"u8));
        });

        protected override void OnConnectFailed(ConnectFailure failure) => WhenFailed?.Invoke();

        protected override void OnLine(ReadOnlySpan<byte> line)
        {
        }
    }
}
