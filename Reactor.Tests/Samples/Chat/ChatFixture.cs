using System.Net;
using ChatServer;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Handlers;
using Reactor.Simulation;
using Server = ChatServer.Chat;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>
/// A chat server and its clients, on one real loop or on simulated hosts. A test starts the server, lets people join, and says exactly what
/// each of them hears. A callback that throws fails the test.
/// </summary>
public abstract class ChatFixture
{
    /// <summary>Any free port, and nobody waits for a token.</summary>
    private protected static readonly ChatOptions Plain = new() { Port = 0, FloodRate = 0 };

    private readonly List<LoopFault> _faults = [];
    private EventLoop? _loop;
    private EventLoop? _clientLoop;

    private protected Reactor.Simulation.Simulation? Simulation { get; private set; }

    /// <summary>The server's loop.</summary>
    private protected EventLoop Loop => _loop!;

    private protected Server Server { get; private set; } = null!;

    private protected EndPoint EndPoint { get; private set; } = null!;

    /// <summary>All, in the order in which they connected.</summary>
    private protected List<IrcClient> Clients { get; } = [];

    [TearDown]
    public void CloseEverything()
    {
        Simulation?.Dispose();
        if (Simulation is null)
            _loop?.Dispose();

        Simulation = null;
        _loop = null;
        Clients.Clear();
        Assert.That(_faults.ConvertAll(fault => $"{fault.Source}: {fault.Exception}"), Is.Empty, "A callback threw.");
    }

    [SetUp]
    public void ForgetFaults() => _faults.Clear();

    /// <summary>Starts a server on a real loop.</summary>
    private protected void Start(ChatOptions? options = null)
    {
        _loop = new EventLoop(new EventLoopOptions { FaultPolicy = Note });
        _clientLoop = _loop;
        Listen(options ?? Plain);
        EndPoint = Server.Listener!.LocalEndPoint;
    }

    /// <summary>Starts a server on a simulated host, where time passes only when the test says so.</summary>
    private protected void Simulate(ChatOptions? options = null)
    {
        Simulation = new Reactor.Simulation.Simulation(seed: 1);
        SimulatedHost server = Simulation.AddHost("server", new EventLoopOptions { FaultPolicy = Note });
        _loop = server.Loop;
        _clientLoop = Simulation.AddHost("client", new EventLoopOptions { FaultPolicy = Note }).Loop;
        Listen((options ?? Plain) with { Host = "0.0.0.0", Port = 6667 });
        EndPoint = server.At(6667);
    }

    /// <summary>Lets time pass on the simulated hosts.</summary>
    private protected void Pass(TimeSpan time) => Simulation!.RunFor(time);

    /// <summary>Connects somebody who has not said anything yet.</summary>
    private protected IrcClient Connect(string nick = "*")
    {
        IrcClient client = new(this, nick);
        _clientLoop!.Connect(EndPoint, client);
        Loop.RunUntil(() => client.IsConnected);
        Clients.Add(client);
        return client;
    }

    /// <summary>Connects and registers somebody, who has heard the welcome.</summary>
    private protected IrcClient Join(string nick, string capabilities = "")
    {
        IrcClient client = Connect(nick);
        if (capabilities.Length > 0)
            client.Say($"CAP REQ :{capabilities}");

        client.Say($"NICK {nick}", $"USER {nick} 0 * :Real {nick}", "CAP END");
        client.Skip();
        Assert.That(Server.FindUser(nick), Is.Not.Null, $"{nick} is not registered.");
        return client;
    }

    /// <summary>Lets people join a channel one after the other, so that the first is its operator, and forget what they heard of that.</summary>
    private protected void Gather(string channel, params IrcClient[] clients)
    {
        foreach (IrcClient client in clients)
        {
            client.Say($"JOIN {channel}");
            Settle();
        }

        foreach (IrcClient client in clients)
            client.Skip();
    }

    /// <summary>Waits until the server has handled all that was said so far.</summary>
    internal void Settle() => Clients.ForEach(client => client.Settle());

    internal void RunUntil(Func<bool> condition, string what) => Loop.RunUntil(condition, expression: what);

    private void Listen(ChatOptions options)
    {
        Task<Server>? start = null;
        Loop.Defer(() => start = Server.Start(Loop, options, NullLogger.Instance));
        Loop.RunUntil(() => start is { IsCompleted: true });
        Server = start!.GetAwaiter().GetResult();
    }

    private FaultAction Note(LoopFault fault)
    {
        _faults.Add(fault);
        return FaultAction.Contain;
    }
}
