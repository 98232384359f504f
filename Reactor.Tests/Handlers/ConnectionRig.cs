using System.Net;
using System.Runtime.CompilerServices;
using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

/// <summary>A loop with a listener on loopback, the clients that have connected to it, and everything closed in the end.</summary>
internal sealed class ConnectionRig : IDisposable
{
    private readonly List<RawClient> _clients = [];
    private readonly Queue<Func<ConnectionHandler>> _next = new();
    private readonly EndPoint _endPoint;
    private int _accepted;

    public ConnectionRig(Kernel? kernel = null)
        : this(new EventLoopOptions { Kernel = kernel })
    {
    }

    public ConnectionRig(EventLoopOptions options, EndPoint? endPoint = null)
    {
        Loop = new EventLoop(options);
        _endPoint = Loop.Listen(endPoint ?? new IPEndPoint(IPAddress.Loopback, 0), Make).LocalEndPoint;
    }

    public EventLoop Loop { get; }

    public EndPoint EndPoint => _endPoint;

    /// <summary>Connects a client to a handler.</summary>
    public RawClient Connect(ConnectionHandler handler) => Connect(() => handler);

    /// <summary>Connects a client to whatever a factory makes.</summary>
    public RawClient Connect(Func<ConnectionHandler> factory)
    {
        RawClient client = Knock(factory);
        int before = _accepted;
        Loop.RunUntil(() => _accepted > before);
        return client;
    }

    /// <summary>Connects a client without a turn of the loop: it waits in the listener's queue.</summary>
    public RawClient Knock(Func<ConnectionHandler> factory)
    {
        _next.Enqueue(factory);
        RawClient client = new(_endPoint);
        _clients.Add(client);
        return client;
    }

    public RawClient Knock(ConnectionHandler handler) => Knock(() => handler);

    public (Probe Server, RawClient Client) Connect()
    {
        Probe server = new();
        return (server, Connect(server));
    }

    /// <summary>Connects a handler to another on the same loop.</summary>
    public void Connect(ConnectionHandler outgoing, Probe accepted)
    {
        Accept(accepted, () => Loop.Connect(_endPoint, outgoing));
        Loop.RunUntil(() => outgoing.IsOpen);
    }

    /// <summary>Accepts whoever an action makes connect.</summary>
    public void Accept(Probe accepted, Action connect)
    {
        _next.Enqueue(() => accepted);
        connect();
        Loop.RunUntil(() => accepted.IsConnected);
    }

    /// <summary>Takes turns until a condition holds.</summary>
    public void Until(
        Func<bool> condition, TimeSpan? patience = null, [CallerArgumentExpression(nameof(condition))] string expression = "") =>
        Loop.RunUntil(condition, patience, expression);

    /// <summary>Lets virtual time pass in steps of a tenth of a second, with a turn after each.</summary>
    public void Pass(VirtualClockKernel kernel, double seconds)
    {
        TimeSpan end = kernel.Elapsed + TimeSpan.FromSeconds(seconds);
        while (kernel.Elapsed < end)
        {
            TimeSpan left = end - kernel.Elapsed;
            kernel.Advance(left < TimeSpan.FromSeconds(0.1) ? left : TimeSpan.FromSeconds(0.1));
            Loop.RunOnce(TimeSpan.Zero);
        }
    }

    /// <summary>Takes turns until there is nothing to do.</summary>
    public void Settle() => Loop.RunUntilIdle();

    public void Dispose()
    {
        foreach (RawClient client in _clients)
            client.Dispose();

        Loop.Dispose();
    }

    private ConnectionHandler Make()
    {
        _accepted++;
        return _next.Dequeue()();
    }
}
