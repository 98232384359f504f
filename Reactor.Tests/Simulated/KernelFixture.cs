using System.Net;
using System.Net.Sockets;
using Reactor.SystemCalls;
using SocketAddress = Reactor.SystemCalls.SocketAddress;

namespace Reactor.Tests.Simulated;

/// <summary>A fixture with one kernel or the other, sockets to play with, and every descriptor closed in the end.</summary>
public abstract class KernelFixture(KernelKind kind)
{
    private protected const long OneSecond = 1_000_000_000;

    private protected const Readiness Everything = Readiness.In | Readiness.Out | Readiness.ReadHangup | Readiness.Priority;

    /// <summary>For <see cref="TestFixtureSourceAttribute"/>: each test runs against both.</summary>
    private protected static readonly object[] Both = [KernelKind.Linux, KernelKind.Simulated];

    private readonly List<int> _descriptors = [];
    private KernelUnderTest? _kernel;

    private protected KernelKind Kind => kind;

    private protected KernelUnderTest UnderTest => _kernel!;

    private protected Kernel Kernel => UnderTest.Kernel;

    [SetUp]
    public void MakeKernel() => _kernel = KernelUnderTest.Make(kind);

    [TearDown]
    public void CloseDescriptors()
    {
        foreach (int descriptor in _descriptors)
            Kernel.Close(descriptor);

        _descriptors.Clear();
        _kernel?.Dispose();
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

    /// <summary>Closes a connection so that the peer is told of it by a reset.</summary>
    private protected void CloseHard(int socket)
    {
        Assert.That(Kernel.SetSocketOption(socket, SocketOption.Linger, 0), Is.Zero);
        Close(socket);
    }

    private protected (int Read, int Write) Pipe()
    {
        (int read, int write) = UnderTest.Pipe();
        return (Opened(read), Opened(write));
    }

    private protected int TcpSocket() => Opened(Kernel.Socket(AddressFamily.InterNetwork, SocketType.Stream));

    private protected int UnixSocket() => Opened(Kernel.Socket(AddressFamily.Unix, SocketType.Stream));

    private protected int Bound(EndPoint endPoint)
    {
        int socket = Opened(Kernel.Socket(SocketAddress.FamilyOf(endPoint), SocketType.Stream));
        Assert.That(Kernel.Bind(socket, AddressOf(endPoint)), Is.Zero);
        return socket;
    }

    private protected int Listener(EndPoint endPoint, int backlog = 16)
    {
        int listener = Bound(endPoint);
        Assert.That(Kernel.Listen(listener, backlog), Is.Zero);
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

    private protected int ErrorOf(int socket)
    {
        Assert.That(Kernel.GetSocketOption(socket, SocketOption.Error, out int error), Is.Zero);
        return error;
    }

    /// <summary>Waits until a descriptor is ready, and tells everything it is ready for.</summary>
    private protected Readiness AwaitReadiness(int descriptor, Readiness interest)
    {
        int epoll = Opened(Kernel.EpollCreate());
        Assert.That(Kernel.EpollAdd(epoll, descriptor, interest, 1), Is.Zero);
        ReadyEvent[] ready = new ReadyEvent[1];
        int count = UnderTest.Wait(epoll, ready);
        Close(epoll);
        Assert.That(count, Is.EqualTo(1), $"No {interest} on the descriptor.");
        return ready[0].Readiness;
    }

    /// <summary>All that a descriptor is ready for at this moment.</summary>
    private protected Readiness ReadinessOf(int descriptor)
    {
        int epoll = Opened(Kernel.EpollCreate());
        Assert.That(Kernel.EpollAdd(epoll, descriptor, Everything, 1), Is.Zero);
        ReadyEvent[] ready = new ReadyEvent[1];
        int count = Kernel.EpollWait(epoll, ready, 0);
        Close(epoll);
        return count == 0 ? Readiness.None : ready[0].Readiness;
    }

    /// <summary>Waits until a descriptor is ready for exactly this.</summary>
    private protected void AwaitExactly(int descriptor, Readiness expected)
    {
        long end = Environment.TickCount64 + 10_000;
        while (ReadinessOf(descriptor) != expected && Environment.TickCount64 < end)
            UnderTest.LetPass();

        Assert.That(ReadinessOf(descriptor), Is.EqualTo(expected));
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
