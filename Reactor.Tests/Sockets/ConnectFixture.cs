using System.Net;
using Reactor.Simulation;

namespace Reactor.Tests.Sockets;

/// <summary>Connects and keeps what comes of it.</summary>
public abstract class ConnectFixture : SocketFixture
{
    /// <summary>The connections that were made; they are among the fixture's <see cref="SocketFixture.Accepted"/> too, to be closed in the end.</summary>
    private protected List<StreamSocket> Connected { get; } = [];

    private protected List<ConnectFailure> Failures { get; } = [];

    /// <summary>How many of the callbacks have come.</summary>
    private protected int Callbacks => Connected.Count + Failures.Count;

    [SetUp]
    public void ForgetCallbacks()
    {
        Connected.Clear();
        Failures.Clear();
    }

    private protected ConnectAttempt Connect(EndPoint endPoint, ConnectOptions? options = null) =>
        Loop.Connect(endPoint, OnConnected, Failures.Add, options);

    private protected ConnectFailure AwaitFailure()
    {
        Loop.RunUntil(() => Callbacks > 0);
        Loop.RunUntilIdle();
        Assert.That((Connected.Count, Failures.Count), Is.EqualTo((0, 1)), "Connected, failed.");
        return Failures[0];
    }

    private protected StreamSocket AwaitConnected()
    {
        Loop.RunUntil(() => Callbacks > 0);
        Loop.RunUntilIdle();
        Assert.That((Connected.Count, Failures.Count), Is.EqualTo((1, 0)), "Connected, failed.");
        return Connected[0];
    }

    private protected EndPoint Listening() => Loop.Listen(AnyPort, Keep).LocalEndPoint;

    /// <summary>An address of this machine where nobody listens: the port was a listener's a moment ago.</summary>
    private protected IPEndPoint Refusing()
    {
        using StreamListener listener = Loop.Listen(AnyPort, Keep);
        return (IPEndPoint)listener.LocalEndPoint;
    }

    private void OnConnected(StreamSocket socket)
    {
        Keep(socket);
        Connected.Add(socket);
    }
}
