using System.Net;
using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.SystemCalls;
using SocketAddress = Reactor.SystemCalls.SocketAddress;

namespace Reactor.Tests.Simulated;

/// <summary>Two hosts and a connection between them, for tests that make the system calls themselves.</summary>
internal sealed class TwoHosts : IDisposable
{
    private readonly List<(SimulatedHost Host, int Descriptor)> _open = [];

    public TwoHosts()
    {
        Simulation = new Reactor.Simulation.Simulation(seed: 1);
        Simulation.Network.Latency = Latency.Constant(TimeSpan.FromMilliseconds(10));
        A = Simulation.AddHost("a");
        B = Simulation.AddHost("b");
    }

    public Reactor.Simulation.Simulation Simulation { get; }

    public SimulatedHost A { get; }

    public SimulatedHost B { get; }

    public SimulatedLink Link => Simulation.Network.Between(A, B);

    public int Listen(SimulatedHost host, int backlog = 16)
    {
        int listener = Socket(host);
        Assert.That(host.Kernel.Bind(listener, AddressOf(new IPEndPoint(IPAddress.Any, 7000))), Is.Zero);
        Assert.That(host.Kernel.Listen(listener, backlog), Is.Zero);
        return listener;
    }

    public int Socket(SimulatedHost host)
    {
        int socket = host.Kernel.Socket(AddressFamily.InterNetwork, SocketType.Stream);
        _open.Add((host, socket));
        return socket;
    }

    public int Connect(SimulatedHost from, SimulatedHost to)
    {
        int socket = Socket(from);
        Assert.That(from.Kernel.Connect(socket, AddressOf(to.At(7000))), Is.EqualTo(-Errno.EINPROGRESS));
        return socket;
    }

    /// <summary>Makes a connection from <see cref="A"/> to <see cref="B"/>.</summary>
    public (int OfA, int OfB) Connected()
    {
        int listener = Listen(B);
        int client = Connect(A, B);
        Pass(0.1);
        int server = B.Kernel.Accept(listener, [], out _);
        Assert.That(server, Is.GreaterThan(0));
        _open.Add((B, server));
        return (client, server);
    }

    public void Close(SimulatedHost host, int descriptor)
    {
        _open.Remove((host, descriptor));
        Assert.That(host.Kernel.Close(descriptor), Is.Zero);
    }

    /// <summary>Closes a connection so that the peer is told of it by a reset.</summary>
    public void CloseHard(SimulatedHost host, int socket)
    {
        Assert.That(host.Kernel.SetSocketOption(socket, SocketOption.Linger, 0), Is.Zero);
        Close(host, socket);
    }

    /// <summary>Fills all that a connection has room for.</summary>
    public void Fill(SimulatedHost host, int socket)
    {
        for (int idle = 0; idle < 2; Pass(0.1))
            idle = host.Kernel.Send(socket, new byte[100_000]) > 0 ? 0 : idle + 1;
    }

    public void Pass(double seconds) => Simulation.RunFor(TimeSpan.FromSeconds(seconds));

    public static int ErrorOf(SimulatedHost host, int socket)
    {
        Assert.That(host.Kernel.GetSocketOption(socket, SocketOption.Error, out int error), Is.Zero);
        return error;
    }

    public void Dispose()
    {
        foreach ((SimulatedHost host, int descriptor) in _open)
            host.Kernel.Close(descriptor);
        Simulation.Dispose();
    }

    public static byte[] AddressOf(EndPoint endPoint)
    {
        byte[] address = new byte[SocketAddress.MaxLength];
        return address[..SocketAddress.Write(endPoint, address)];
    }
}
