using System.Net;
using Reactor;
using Reactor.Handlers;

namespace Memory.Servers;

/// <summary>A server on a loop.</summary>
internal class LoopServer : Server
{
    // The loop gives half of its spare blocks up every 1,024 turns. A connection that took one would otherwise seem to cost nothing.
    private const int TurnsThatEmptyPools = 20 * 1_024;

    private readonly EventLoop _loop = new();
    private readonly StreamListener _listener;
    private readonly bool _echoes;
    private long _receivedBefore;
    private long _sentBefore;

    public LoopServer(Func<ConnectionHandler> handlerFactory, bool echoes)
    {
        _echoes = echoes;
        _listener = _loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), handlerFactory);
    }

    public override int Port => ((IPEndPoint)_listener.LocalEndPoint).Port;

    public override void Dispose() => _loop.Dispose();

    protected override bool IsSettled(int connections, long bytes) =>
        _loop.Statistics.OpenConnections == connections
        && _loop.Statistics.BytesReceived - _receivedBefore == bytes
        && (!_echoes || _loop.Statistics.BytesSent - _sentBefore == bytes);

    protected override void Run(TimeSpan most) => _loop.RunOnce(most);

    protected override void OnSettled()
    {
        _receivedBefore = _loop.Statistics.BytesReceived;
        _sentBefore = _loop.Statistics.BytesSent;
        for (int turn = 0; turn < TurnsThatEmptyPools; turn++)
        {
            _loop.RunOnce(TimeSpan.Zero);
        }
    }
}
