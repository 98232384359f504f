using System.Diagnostics;
using System.Net;
using Reactor.Handlers;
using Reactor.Simulation;

/// <summary>Connections that have something to say once a minute, and would be closed if they were silent for 90 seconds.</summary>
internal sealed class Hour : ConnectionHandler
{
    private static readonly byte[] s_message = new byte[64];
    private static readonly ConnectionOptions s_options = new() { IdleTimeout = TimeSpan.FromSeconds(90) };

    private readonly bool _isClient;

    private Hour(bool isClient)
    {
        _isClient = isClient;
        Options = s_options;
    }

    private int Messages { get; set; }

    public static double Seconds(int connections)
    {
        long start = Stopwatch.GetTimestamp();
        using Simulation simulation = new(seed: 1);
        SimulatedHost server = simulation.AddHost("server"), client = simulation.AddHost("client");
        server.Loop.Listen(new IPEndPoint(IPAddress.Any, 7000), static () => new Hour(isClient: false));
        List<Hour> clients = [];
        for (int number = 0; number < connections; number++)
        {
            Hour each = new(isClient: true);
            clients.Add(each);
            client.Loop.Connect(server.At(7000), each);
        }

        simulation.RunFor(TimeSpan.FromHours(1));
        if (!clients.TrueForAll(each => each.IsOpen && each.Messages >= 59))
        {
            throw new InvalidOperationException("Somebody was closed, or not answered.");
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    protected override void OnConnected()
    {
        if (_isClient)
        {
            Say();
        }
    }

    protected override void OnReceived(ReadOnlySpan<byte> bytes)
    {
        Messages++;
        if (!_isClient)
        {
            Send(bytes);
        }
    }

    private void Say()
    {
        Send(s_message);
        Schedule(TimeSpan.FromMinutes(1), Say);
    }
}
