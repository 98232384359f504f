using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Reactor.Simulation;
using Reactor.Tests.Support;

namespace Reactor.Tests.Sockets;

/// <summary>
/// A loop on a kernel that counts its descriptors, and clients to meet it. After every test each descriptor that the kernel
/// made must be closed.
/// </summary>
public abstract class SocketFixture
{
    private readonly List<IDisposable> _clients = [];

    private protected static IPEndPoint AnyPort => new(IPAddress.Loopback, 0);

    private protected FaultKernel Kernel { get; private set; } = null!;

    private protected EventLoop Loop { get; private set; } = null!;

    private protected LogRecorder Log { get; private set; } = new();

    /// <summary>The sockets that <see cref="Keep"/> was called with; the fixture disposes them in the end.</summary>
    private protected List<StreamSocket> Accepted { get; } = [];

    private protected List<LoopFault> Faults { get; } = [];

    [SetUp]
    public void MakeDefaultLoop() => MakeLoop();

    [TearDown]
    public void CloseLoop()
    {
        if (Loop is null)
        {
            return;
        }

        Accepted.ForEach(static socket => socket.Dispose());
        Accepted.Clear();
        Loop.Dispose();
        Loop = null!;
        Assert.That(Kernel.OpenDescriptors, Is.Empty, "Descriptors that were made and never closed.");
    }

    [TearDown]
    public void CloseClients()
    {
        _clients.ForEach(static client => client.Dispose());
        _clients.Clear();
    }

    /// <summary>Replaces the loop by one with other options.</summary>
    private protected void MakeLoop(
        bool virtualTime = false, int maxConnections = int.MaxValue, int acceptBudget = 64, NameResolver? resolver = null, ILogger? logger = null)
    {
        CloseLoop();
        Log = new LogRecorder();
        Faults.Clear();
        Kernel = new FaultKernel(virtualTime);
        Loop = new EventLoop(new EventLoopOptions
        {
            Kernel = Kernel,
            Logger = logger ?? Log,
            MaxConnections = maxConnections,
            AcceptBudget = acceptBudget,
            NameResolver = resolver,
            FaultPolicy = fault =>
            {
                Faults.Add(fault);
                return FaultAction.Contain;
            },
        });
    }

    /// <summary>What a listener or a connect attempt calls: the socket is kept for the test to play with.</summary>
    private protected void Keep(StreamSocket socket) => Accepted.Add(socket);

    private protected Socket Client(EndPoint endPoint) => Owned(RawClients.Connect(endPoint));

    private protected Socket Client(StreamListener listener) => Client(listener.LocalEndPoint);

    private protected T Owned<T>(T client)
        where T : IDisposable
    {
        _clients.Add(client);
        return client;
    }

    /// <summary>A connection with its two ends.</summary>
    private protected (StreamSocket Server, Socket Client) Pair(EndPoint? endPoint = null)
    {
        using StreamListener listener = Loop.Listen(endPoint ?? AnyPort, Keep);
        int before = Accepted.Count;
        Socket client = Client(listener);
        Loop.RunUntil(() => Accepted.Count > before);
        return (Accepted[^1], client);
    }

    private protected static UnixDomainSocketEndPoint TemporaryPath() =>
        new(Path.Combine(Path.GetTempPath(), $"reactor-{Path.GetRandomFileName()}.sock"));
}
