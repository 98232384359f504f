using System.Net;
using Reactor.Handlers;
using Reactor.Simulation;

namespace Reactor.Tests.Simulated;

public sealed class HourOfConnectionsTests
{
    private const int Connections = 1_000;

    [Test]
    public void A_thousand_connections_that_say_something_every_minute_stay_open_for_an_hour()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 60) { RecordsTrace = false };
        SimulatedHost server = simulation.AddHost("server"), client = simulation.AddHost("client");
        Tally tally = new();
        server.Loop.Listen(new IPEndPoint(IPAddress.Any, 7000), () => new Party(tally, speaks: false), new ListenOptions { Backlog = Connections });
        for (int number = 0; number < Connections; number++)
        {
            client.Loop.Connect(server.At(7000), new Party(tally, speaks: true));
        }

        simulation.RunFor(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(30));

        Assert.That(tally.Messages, Is.EqualTo(Connections * 60 * 2), "There and back.");
        Assert.That(tally.Closed, Is.Zero);
        Assert.That(server.Loop.Statistics.OpenConnections, Is.EqualTo(Connections));
    }

    private sealed class Tally
    {
        public int Messages { get; set; }

        public int Closed { get; set; }
    }

    private sealed class Party : ConnectionHandler
    {
        private readonly Tally _tally;
        private readonly bool _speaks;

        public Party(Tally tally, bool speaks)
        {
            _tally = tally;
            _speaks = speaks;
            Options = new ConnectionOptions { IdleTimeout = TimeSpan.FromSeconds(90) };
        }

        protected override void OnConnected()
        {
            if (_speaks)
            {
                ScheduleRepeating(TimeSpan.FromMinutes(1), () => Send("x"u8));
            }
        }

        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
            _tally.Messages++;
            if (!_speaks)
            {
                Send(bytes);
            }
        }

        protected override void OnClosed(CloseReason reason) => _tally.Closed += reason.Kind == CloseKind.LoopClosed ? 0 : 1;
    }
}
