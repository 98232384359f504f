using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Polling;

/// <summary>Any descriptor that epoll takes can be registered.</summary>
public sealed class DescriptorKindTests : LoopFixture
{
    private ActionHandler _handler = new();

    [SetUp]
    public void MakeHandler() => _handler = new ActionHandler();

    [Test]
    public void Pipe_IsReadableWhenWrittenTo()
    {
        (SafeHandle read, SafeHandle write) = Pipe();
        byte[] buffer = new byte[16];
        int got = 0;
        Loop.Register(read, Interest.Read, new ActionHandler { Readable = registration => got = registration.Read(buffer).Count });
        Turn();
        Assert.That(got, Is.Zero);

        Descriptors.Write(write, 7, 8, 9);
        Turn();

        Assert.That(buffer[..got], Is.EqualTo(new byte[] { 7, 8, 9 }));
    }

    [Test]
    public void Pipe_IsWritableUntilItIsFull()
    {
        (SafeHandle _, SafeHandle write) = Pipe();
        byte[] chunk = new byte[4096];
        ActionHandler handler = new() { Writable = registration => registration.Write(chunk) };
        Loop.Register(write, Interest.Write, handler);

        Loop.RunUntilIdle();

        Assert.That(handler.Writes, Is.EqualTo(16), "A pipe of 64 KiB.");
    }

    [Test]
    public void EventFd_IsReadableWhenSignalled()
    {
        SafeHandle eventFd = Owned(Descriptors.EventFd());
        Loop.Register(eventFd, Interest.Read, Once());
        Turn();
        Assert.That(_handler.Reads, Is.Zero);

        Descriptors.Signal(eventFd);
        Turn();

        Assert.That(_handler.Reads, Is.EqualTo(1));
    }

    [Test]
    public void TimerFd_IsReadableWhenItGoesOff()
    {
        MakeLoop(virtualTime: false);
        Loop.Register(Owned(Descriptors.TimerFd(Milliseconds(2))), Interest.Read, Once());

        Loop.RunUntil(() => _handler.Reads == 1);

        Assert.That(_handler.Reads, Is.EqualTo(1));
    }

    [Test]
    public void Inotify_IsReadableWhenAFileAppears()
    {
        MakeLoop(virtualTime: false);
        string directory = Directory.CreateTempSubdirectory("reactor-").FullName;
        try
        {
            byte[] buffer = new byte[512];
            string name = "";
            Loop.Register(Owned(Descriptors.WatchCreated(directory)), Interest.Read, new ActionHandler
            {
                Readable = registration => name = System.Text.Encoding.ASCII.GetString(buffer.AsSpan(16, registration.Read(buffer).Count - 16)).TrimEnd('\0'),
            });

            File.WriteAllText(Path.Combine(directory, "news"), "");
            Loop.RunUntil(() => name.Length > 0);

            Assert.That(name, Is.EqualTo("news"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Test]
    public void SocketPair_IsReadableAndWritable()
    {
        (SafeHandle one, SafeHandle other) = SocketPair();
        Descriptors.Write(other, 1);
        Loop.Register(one, Interest.Read | Interest.Write, _handler);

        Turn();

        Assert.That((_handler.Reads, _handler.Writes), Is.EqualTo((1, 1)));
    }

    [Test]
    public void UdpSocket_IsReadableWhenADatagramArrives()
    {
        MakeLoop(virtualTime: false);
        using Socket receiver = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using Socket sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Loop.Register(receiver.SafeHandle, Interest.Read, Once());

        sender.SendTo([1, 2, 3], receiver.LocalEndPoint!);
        Loop.RunUntil(() => _handler.Reads == 1);

        Assert.That(receiver.Available, Is.EqualTo(3));
    }

    // Behaviour 46
    [Test]
    public void EpollInstance_IsReadableWhenSomethingInItIs()
    {
        SafeHandle inner = Owned(new Microsoft.Win32.SafeHandles.SafeFileHandle(Kernel.EpollCreate(), ownsHandle: true));
        SafeHandle eventFd = Owned(Descriptors.EventFd());
        Assert.That(Kernel.EpollAdd(Descriptors.Number(inner), Descriptors.Number(eventFd), Readiness.In, 1), Is.Zero);
        Loop.Register(inner, Interest.Read, Once());
        Turn();
        Assert.That(_handler.Reads, Is.Zero);

        Descriptors.Signal(eventFd);
        Turn();

        Assert.That(_handler.Reads, Is.EqualTo(1));
    }

    // Behaviour 46
    [Test]
    public void LoopInsideAnotherLoop_IsTurnedWhenItHasWork()
    {
        MakeLoop(virtualTime: false);
        int epoll = -1;
        using EventLoop inner = new(new EventLoopOptions { Kernel = new EpollSpy(made => epoll = made) });
        int reads = 0;
        SafeHandle eventFd = Owned(Descriptors.EventFd());
        inner.Register(eventFd, Interest.Read, new ActionHandler { Readable = registration => { reads++; registration.Dispose(); } });
        SafeHandle handle = Owned(new Microsoft.Win32.SafeHandles.SafeFileHandle(epoll, ownsHandle: false));
        Loop.Register(handle, Interest.Read, new ActionHandler { Readable = _ => inner.RunOnce(TimeSpan.Zero) });

        Descriptors.Signal(eventFd);
        Loop.RunUntil(() => reads == 1);

        Assert.That(Loop.SynchronizationContext, Is.Not.SameAs(inner.SynchronizationContext));
    }

    [Test]
    public void ListeningSocket_AcceptsThroughAcceptInterest()
    {
        MakeLoop(virtualTime: false);
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using Registration registration = Loop.Register(listener.SafeHandle, Interest.Accept, new ActionHandler { Accept = _ => listener.Accept().Dispose() });

        using Socket client = RawClients.Connect(listener.LocalEndPoint!);
        Loop.RunUntil(() => client.Poll(0, SelectMode.SelectRead));

        Assert.That(client.Receive(new byte[1]), Is.Zero);
    }

    private ActionHandler Once()
    {
        _handler.Readable = static registration => registration.Dispose();
        return _handler;
    }

    private sealed class EpollSpy(Action<int> made) : ForwardingKernel
    {
        public override int EpollCreate()
        {
            int epoll = base.EpollCreate();
            made(epoll);
            return epoll;
        }
    }
}
