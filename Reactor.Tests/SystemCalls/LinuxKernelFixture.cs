using System.Net;
using System.Net.Sockets;
using Reactor.SystemCalls;
using Reactor.SystemCalls.Linux;
using SocketAddress = Reactor.SystemCalls.SocketAddress;

namespace Reactor.Tests.SystemCalls;

/// <summary>A fixture with the real kernel, sockets to play with, and every descriptor closed in the end.</summary>
public abstract class LinuxKernelFixture
{
    private protected const long OneSecond = 1_000_000_000;

    private readonly List<int> _descriptors = [];

    private protected LinuxKernel Kernel { get; } = new();

    [TearDown]
    public void CloseDescriptors()
    {
        foreach (int descriptor in _descriptors)
            Kernel.Close(descriptor);

        _descriptors.Clear();
    }

    /// <summary>Takes a descriptor that a call has just made, which must have succeeded.</summary>
    private protected int Opened(int descriptor)
    {
        Assert.That(descriptor, Is.GreaterThanOrEqualTo(0), () => Errno.Describe(-descriptor));
        _descriptors.Add(descriptor);
        return descriptor;
    }

    /// <summary>Closes a descriptor before the test ends.</summary>
    private protected void Close(int descriptor)
    {
        _descriptors.Remove(descriptor);
        Assert.That(Kernel.Close(descriptor), Is.Zero);
    }

    private protected int TcpSocket() => Opened(Kernel.Socket(AddressFamily.InterNetwork, SocketType.Stream));

    private protected int Listener(EndPoint endPoint)
    {
        int listener = Opened(Kernel.Socket(SocketAddress.FamilyOf(endPoint), SocketType.Stream));
        Assert.That(Kernel.Bind(listener, AddressOf(endPoint)), Is.Zero);
        Assert.That(Kernel.Listen(listener, 16), Is.Zero);
        return listener;
    }

    private protected int LoopbackListener() => Listener(new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>Connects a new socket to a listener and accepts it.</summary>
    private protected (int Client, int Server) Connect(int listener)
    {
        byte[] address = NameOf(listener);
        int client = Opened(Kernel.Socket(SocketAddress.FamilyOf(SocketAddress.Read(address)!), SocketType.Stream));
        Assert.That(Kernel.Connect(client, address), Is.Zero.Or.EqualTo(-Errno.EINPROGRESS));
        AwaitReadiness(listener, Readiness.In);
        int server = Opened(Kernel.Accept(listener, [], out _));
        AwaitReadiness(client, Readiness.Out);
        return (client, server);
    }

    private protected (int Client, int Server) ConnectedPair() => Connect(LoopbackListener());

    private protected byte[] NameOf(int socket)
    {
        byte[] address = new byte[SocketAddress.MaxLength];
        Assert.That(Kernel.GetSocketName(socket, address, out int length), Is.Zero);
        return address[..length];
    }

    private protected static byte[] AddressOf(EndPoint endPoint)
    {
        byte[] address = new byte[SocketAddress.MaxLength];
        return address[..SocketAddress.Write(endPoint, address)];
    }

    /// <summary>Waits until a descriptor is ready, and tells everything it is ready for.</summary>
    private protected Readiness AwaitReadiness(int descriptor, Readiness interest)
    {
        int epoll = Opened(Kernel.EpollCreate());
        Assert.That(Kernel.EpollAdd(epoll, descriptor, interest, 1), Is.Zero);
        ReadyEvent[] ready = new ReadyEvent[1];
        int count;
        do
        {
            count = Kernel.EpollWait(epoll, ready, 10 * OneSecond);
        }
        while (count == -Errno.EINTR);

        Close(epoll);
        Assert.That(count, Is.EqualTo(1), $"No {interest} on the descriptor.");
        return ready[0].Readiness;
    }

    /// <summary>Receives a given number of bytes.</summary>
    private protected byte[] ReceiveAll(int socket, int length)
    {
        byte[] received = new byte[length];
        for (int done = 0; done < length;)
        {
            AwaitReadiness(socket, Readiness.In);
            int count = Kernel.Receive(socket, received.AsSpan(done));
            Assert.That(count, Is.Positive, "The input ended.");
            done += count;
        }

        return received;
    }
}
