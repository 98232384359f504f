using System.IO.Pipes;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.Tests.Support;
using Reactor.Tests.SystemCalls;

namespace Reactor.Tests.Sockets;

/// <summary>Connected sockets that somebody else made.</summary>
public sealed partial class AdoptTests : SocketFixture
{
    private readonly byte[] _buffer = new byte[16];

    [Test]
    public void Half_of_a_socket_pair_talks_to_the_other()
    {
        (SafeSocketHandle first, SafeSocketHandle second) = SocketPair();
        StreamSocket adopted = Adopt(first);
        StreamSocket other = Adopt(second);
        adopted.Send("hello"u8);
        int received = 0;
        other.Register(Interest.Read, new ProbeHandler { Readable = _ => received += other.Receive(_buffer).Count });
        Loop.RunUntil(() => received == 5);
    }

    [Test]
    public void Socket_of_the_base_library_is_taken_over_with_its_addresses()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(AnyPort);
        listener.Listen();
        Socket client = Client(listener.LocalEndPoint!);
        using Socket foreign = listener.Accept();
        StreamSocket adopted = Adopt(foreign.SafeHandle);
        Assert.Multiple(() =>
        {
            Assert.That(adopted.RemoteEndPoint, Is.EqualTo(client.LocalEndPoint));
            Assert.That(adopted.LocalEndPoint, Is.EqualTo(listener.LocalEndPoint));
            Assert.That(Loop.Statistics.OpenConnections, Is.EqualTo(1));
        });
    }

    [Test]
    public void Foreign_socket_may_be_disposed_and_the_connection_lives_on()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(AnyPort);
        listener.Listen();
        Socket client = Client(listener.LocalEndPoint!);
        Socket foreign = listener.Accept();
        StreamSocket adopted = Adopt(foreign.SafeHandle);

        // The base library waits for the handle to be released, without end if nobody does.
        Thread disposer = new(foreign.Dispose) { IsBackground = true };
        disposer.Start();
        Assert.That(disposer.Join(TimeSpan.FromSeconds(5)), Is.True, "Disposing the foreign socket does not end.");
        adopted.Send("still here"u8);
        adopted.Dispose();
        Assert.That(client.ReadToEnd(), Is.EqualTo("still here"u8.ToArray()), "An end in order, no reset.");
    }

    // A socket that lingers blocks in close(2) until the peer has taken everything or the time is over, O_NONBLOCK or not.
    [TestCase(false, 0, ExpectedResult = -1)]
    [TestCase(true, 5, ExpectedResult = -1)]
    [TestCase(true, 0, ExpectedResult = 0)]
    public int Adopted_socket_never_lingers(bool lingers, int seconds)
    {
        (Socket client, Socket foreign) = ConnectedSockets();
        foreign.LingerState = new LingerOption(lingers, seconds);
        StreamSocket adopted = Adopt(foreign.SafeHandle);
        Kernel.GetSocketOption(adopted.Descriptor, SocketOption.Linger, out int left);
        adopted.Dispose();
        Assert.That(client.Look(), Is.EqualTo(left == 0 ? SocketError.ConnectionReset : SocketError.Success));
        return left;
    }

    [Test]
    public void Without_a_descriptor_to_spare_the_handle_stays_the_callers()
    {
        (SafeSocketHandle first, SafeSocketHandle second) = SocketPair();
        Owned(first);
        Owned(second);
        Kernel.DuplicateFault = static _ => Errno.EMFILE;
        Assert.Multiple(() =>
        {
            Assert.That(() => Loop.Adopt(first), Throws.InstanceOf<IOException>().With.Message.Contains("EMFILE"));
            Assert.That(first.IsClosed, Is.False);
        });
    }

    [Test]
    public void Adopted_socket_never_blocks_and_is_closed_on_exec()
    {
        (SafeSocketHandle first, SafeSocketHandle second) = SocketPair();
        Owned(second);
        Assert.That(NativeProbe.IsNonBlocking((int)first.DangerousGetHandle()), Is.False);
        StreamSocket adopted = Adopt(first);
        Assert.Multiple(() =>
        {
            Assert.That(adopted.Receive(_buffer).Status, Is.EqualTo(ReceiveStatus.WouldBlock));
            Assert.That(NativeProbe.IsNonBlocking(adopted.Descriptor), Is.True);
            Assert.That(NativeProbe.IsClosedOnExec(adopted.Descriptor), Is.True);
        });
    }

    [Test]
    public void Listening_socket_is_refused_and_stays_the_callers()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(AnyPort);
        listener.Listen();
        AssertRefused(listener.SafeHandle, "listening");
        Client(listener.LocalEndPoint!);
        listener.Accept().Dispose();
    }

    [Test]
    public void Datagram_socket_is_refused_and_stays_the_callers()
    {
        using Socket datagrams = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        AssertRefused(datagrams.SafeHandle, "not a stream");
        datagrams.Bind(AnyPort);
    }

    [Test]
    public void Socket_that_is_not_connected_is_refused_and_stays_the_callers()
    {
        using Socket idle = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        AssertRefused(idle.SafeHandle, "not connected");
        idle.Bind(AnyPort);
    }

    [Test]
    public void Descriptor_that_is_no_socket_is_refused()
    {
        using AnonymousPipeServerStream pipe = new();
        using SafeSocketHandle handle = new(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        AssertRefused(handle, "no socket");
    }

    [Test]
    public void Closed_handle_is_refused()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        SafeSocketHandle handle = socket.SafeHandle;
        socket.Dispose();
        Assert.That(() => Loop.Adopt(handle), Throws.ArgumentException.With.Message.Contains("closed"));
    }

    [Test] // Bug 8
    public void Descriptor_that_is_registered_is_refused()
    {
        (SafeSocketHandle first, SafeSocketHandle second) = SocketPair();
        Owned(first);
        Owned(second);
        using Registration registration = Loop.Register(first, Interest.Read, new ProbeHandler());
        Assert.That(() => Loop.Adopt(first), Throws.InvalidOperationException.With.Message.Contains("registered already"));
    }

    /// <summary>Both ends of a connection that the loop knows nothing of.</summary>
    private (Socket Client, Socket Foreign) ConnectedSockets()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(AnyPort);
        listener.Listen();
        Socket client = Client(listener.LocalEndPoint!);
        return (client, Owned(listener.Accept()));
    }

    private StreamSocket Adopt(SafeSocketHandle handle)
    {
        StreamSocket adopted = Loop.Adopt(handle);
        Keep(adopted);
        return adopted;
    }

    private void AssertRefused(SafeSocketHandle handle, string reason) => Assert.Multiple(() =>
    {
        Assert.That(() => Loop.Adopt(handle), Throws.ArgumentException.With.Message.Contains(reason));
        Assert.That(handle.IsInvalid || handle.IsClosed, Is.False);
    });

    private static unsafe (SafeSocketHandle First, SafeSocketHandle Second) SocketPair()
    {
        const int Unix = 1;
        const int Stream = 1;
        int* ends = stackalloc int[2];
        Assert.That(socketpair(Unix, Stream, 0, ends), Is.Zero);
        return (new SafeSocketHandle(ends[0], ownsHandle: true), new SafeSocketHandle(ends[1], ownsHandle: true));
    }

    [LibraryImport("libc")]
    private static unsafe partial int socketpair(int domain, int type, int protocol, int* ends);
}
