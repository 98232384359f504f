using System.Runtime.InteropServices;
using Reactor.Handlers;
using Reactor.Tests.Handlers;

namespace Reactor.Tests.Conformance;

/// <summary>
/// Runs every test once on Linux and once in a simulation. Where the two differ, the simulation is wrong. A fault that a test does not
/// expect fails it.
/// </summary>
[TestFixture(Platform.Linux)]
[TestFixture(Platform.Simulated)]
public abstract class ConformanceFixture(Platform platform)
{
    private readonly List<IDisposable> _owned = [];
    private readonly List<LoopFault> _faults = [];
    private Stage? _stage;

    private protected Stage Stage => _stage ??= MakeStage(new EventLoopOptions());

    private protected EventLoop Server => Stage.Server;

    private protected EventLoop Client => Stage.Client;

    /// <summary>What callbacks of the server have thrown. The test that expects it clears it.</summary>
    private protected List<LoopFault> Faults => _faults;

    [TearDown]
    public void CloseEverything()
    {
        foreach (IDisposable owned in _owned)
            owned.Dispose();

        _owned.Clear();
        _stage?.Dispose();
        _stage = null;
        LoopFault[] faults = [.. _faults];
        _faults.Clear();
        Assert.That(faults, Is.Empty, "A callback threw.");
    }

    private protected static TimeSpan Milliseconds(double count) => TimeSpan.FromMilliseconds(count);

    /// <summary>Makes the stage with options for the server; before it is used.</summary>
    private protected Stage MakeStage(EventLoopOptions server) => _stage = Stage.On(platform, new EventLoopOptions(server)
    {
        FaultPolicy = fault =>
        {
            _faults.Add(fault);
            return FaultAction.Contain;
        },
    });

    private protected T Owned<T>(T disposable)
        where T : IDisposable
    {
        _owned.Add(disposable);
        return disposable;
    }

    private protected (SafeHandle Read, SafeHandle Write) Pipe()
    {
        (SafeHandle read, SafeHandle write) = Stage.Pipe();
        return (Owned(read), Owned(write));
    }

    /// <summary>A pipe of the server's that has a byte to read.</summary>
    private protected (SafeHandle Read, SafeHandle Write) ReadyPipe()
    {
        (SafeHandle read, SafeHandle write) = Pipe();
        Write(write, 1);
        return (read, write);
    }

    private protected void Write(SafeHandle handle, params ReadOnlySpan<byte> bytes) =>
        Assert.That(Stage.ServerKernel.Write((int)handle.DangerousGetHandle(), bytes), Is.EqualTo(bytes.Length));

    /// <summary>One turn of the server that does not wait.</summary>
    private protected void Turn() => Server.RunOnce(TimeSpan.Zero);

    /// <summary>A raw client that has met a handler.</summary>
    private protected RawPeer Connect(Probe server)
    {
        StreamListener listener = Server.Listen(Stage.AnyPort, () => server);
        RawPeer peer = Owned(Stage.Connect(listener.LocalEndPoint));
        Stage.RunUntil(() => server.IsConnected);
        listener.Dispose();
        return peer;
    }

    /// <summary>A raw client that has met a socket.</summary>
    private protected (StreamSocket Server, RawPeer Client) ConnectSocket()
    {
        StreamSocket? socket = null;
        StreamListener listener = Server.Listen(Stage.AnyPort, accepted => socket = accepted);
        RawPeer peer = Owned(Stage.Connect(listener.LocalEndPoint));
        Stage.RunUntil(() => socket is not null);
        listener.Dispose();
        return (Owned(socket!), peer);
    }

    /// <summary>Two handlers, one on each loop, that are connected.</summary>
    private protected void Connect(Probe client, Probe server)
    {
        StreamListener listener = Server.Listen(Stage.AnyPort, () => server);
        Client.Connect(listener.LocalEndPoint, client);
        Stage.RunUntil(() => client.IsConnected && server.IsConnected);
        listener.Dispose();
    }
}
