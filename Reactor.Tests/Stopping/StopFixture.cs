using System.Net;
using System.Net.Sockets;
using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.Tests.Sockets;
using Reactor.Tests.Support;

namespace Reactor.Tests.Stopping;

/// <summary>A server whose connections are kept, and a clock that the test moves.</summary>
public abstract class StopFixture : SocketFixture
{
    private protected List<ProbeConnection> Connections { get; } = [];

    [SetUp]
    public void UseVirtualTime()
    {
        Connections.Clear();
        MakeLoop(virtualTime: true);
    }

    private protected StreamListener Serve(Action<ProbeConnection>? stopping = null, Action<ProbeConnection>? closed = null) =>
        Loop.Listen(AnyPort, () =>
        {
            ProbeConnection connection = new() { Stopping = stopping, AfterClosed = closed };
            Connections.Add(connection);
            return connection;
        });

    /// <summary>Connects clients and waits until all of them are served.</summary>
    private protected Socket[] Serve(StreamListener listener, int count)
    {
        int before = Connections.Count;
        Socket[] clients = [.. Enumerable.Range(0, count).Select(_ => Client(listener))];
        Loop.RunUntil(() => Connections.Count == before + count);
        return clients;
    }

    /// <summary>Runs the loop until the task is done, which <see cref="EventLoop.Run"/> ends with.</summary>
    private protected StopReport Finish(Task<StopReport> stopping)
    {
        Loop.Run();
        Assert.That(stopping.Wait(TimeSpan.FromSeconds(5)), Is.True, "The run ended before the stop.");
        return stopping.Result;
    }

    /// <summary>Reads to the end and ends this side, so that a close is complete.</summary>
    private protected void Leave(params Socket[] clients)
    {
        foreach (Socket client in clients)
        {
            Loop.RunUntil(() => client.Poll(0, SelectMode.SelectRead));
            client.ReadToEnd();
            client.Dispose();
        }
    }

    private protected ProbeConnection Connecting(EndPoint endPoint, Action<ProbeConnection>? failed = null)
    {
        ProbeConnection connection = new() { AfterFailure = failed };
        Loop.Connect(endPoint, connection);
        return connection;
    }
}
