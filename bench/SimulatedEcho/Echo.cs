using System.Diagnostics;
using System.Net;
using Reactor.Handlers;
using Reactor.Simulation;

/// <summary>Clients that send 64 bytes, wait for the echo, and send the next.</summary>
internal sealed class Echo : ConnectionHandler
{
    private static readonly byte[] s_message = new byte[64];

    private readonly bool _isClient;
    private int _received;

    private Echo(bool isClient) => _isClient = isClient;

    private long Messages { get; set; }

    public static double Rate(int connections, TimeSpan virtualTime)
    {
        using Simulation simulation = new(seed: 1);
        simulation.Network.Latency = Latency.Constant(TimeSpan.FromMicroseconds(100));
        SimulatedHost server = simulation.AddHost("server"), client = simulation.AddHost("client");
        server.Loop.Listen(new IPEndPoint(IPAddress.Any, 7000), static () => new Echo(isClient: false));
        List<Echo> clients = [];
        for (int number = 0; number < connections; number++)
        {
            Echo each = new(isClient: true);
            clients.Add(each);
            client.Loop.Connect(server.At(7000), each);
        }

        simulation.RunUntil(() => clients.TrueForAll(each => each.Messages > 0));
        long before = clients.Sum(each => each.Messages);
        long start = Stopwatch.GetTimestamp();
        simulation.RunFor(virtualTime);
        return (clients.Sum(each => each.Messages) - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    protected override void OnConnected()
    {
        if (_isClient)
        {
            Send(s_message);
        }
    }

    protected override void OnReceived(ReadOnlySpan<byte> bytes)
    {
        if (!_isClient)
        {
            Send(bytes);
            return;
        }

        for (_received += bytes.Length; _received >= s_message.Length; _received -= s_message.Length)
        {
            Messages++;
            Send(s_message);
        }
    }
}
