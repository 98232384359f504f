using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Polling;

/// <summary>The other side goes: by a read of 0 where one is armed, by one hang-up where none is, and never by a busy loop.</summary>
public sealed class HangupTests : LoopFixture
{
    private ActionHandler _handler = new();

    [SetUp]
    public void MakeHandler() => _handler = new ActionHandler();

    // Bug 1, Bug 2: a hang-up and an error cannot be masked.
    [Test]
    public void PausedRegistrationWhosePeerResets_LetsTheLoopSleep()
    {
        (SafeHandle server, Socket client) = TcpPair();
        Registration registration = Loop.Register(server, Interest.Read | Interest.Write, _handler);
        registration.Interest = Interest.None;
        client.Reset();

        Loop.RunFor(TimeSpan.FromHours(1));

        Assert.That(Kernel.Timeouts, Has.Count.EqualTo(1));
        Assert.That((_handler.Reads, _handler.Writes, _handler.Hangups), Is.EqualTo((0, 0, 0)));
    }

    // Bug 2: what happened meanwhile is delivered with the next interest.
    [Test]
    public void ResumedAfterAReset_ReadsTheError()
    {
        (SafeHandle server, Socket client) = TcpPair();
        Registration registration = Loop.Register(server, Interest.None, _handler);
        client.Reset();
        Turn();
        ReceiveResult? result = null;
        _handler.Readable = self => { result = self.Read(new byte[8]); self.Dispose(); };

        registration.Interest = Interest.Read;
        Turn();

        Assert.That(result!.Value.Status, Is.EqualTo(ReceiveStatus.Failed));
        Assert.That(_handler.Hangups, Is.Zero);
    }

    // Bug 14: all bytes come before the end, whatever the event says.
    [Test]
    public void PeerThatSendsAndGoes_IsReadToTheLastByteBeforeTheEnd()
    {
        (SafeHandle one, SafeHandle other) = SocketPair();
        List<int> counts = [];
        _handler.Readable = registration =>
        {
            counts.Add(registration.Read(new byte[4]).Count);
            if (counts[^1] == 0)
            {
                registration.Dispose();
            }
        };
        Loop.Register(one, Interest.Read, _handler);
        Descriptors.Write(other, 1, 2, 3, 4, 5, 6);
        other.Dispose();

        Loop.RunUntilIdle();

        Assert.That(counts, Is.EqualTo(new[] { 4, 2, 0 }));
        Assert.That(_handler.Hangups, Is.Zero);
    }

    // Bug 15: ours is dropped by the handler, as the contract says.
    [Test]
    public void ReadDroppedAfterTheEndOfInput_LetsTheLoopSleep()
    {
        (SafeHandle server, Socket client) = TcpPair();
        using (client)
        {
            _handler.Readable = static registration =>
            {
                if (registration.Read(new byte[8]).Count == 0)
                {
                    registration.Interest = Interest.None;
                }
            };
            Loop.Register(server, Interest.Read, _handler);
            client.Shutdown(SocketShutdown.Send);
            Turn();
            Kernel.ForgetTimeouts();

            Loop.RunFor(TimeSpan.FromHours(1));

            Assert.That(Kernel.Timeouts, Has.Count.EqualTo(1));
            Assert.That(_handler.Reads, Is.EqualTo(1));
        }
    }

    // Behaviour 48: RDHUP is not armed, so a half-close is no hang-up for one who only writes.
    [Test]
    public void HalfClosedPeer_IsNoHangupForAWriter()
    {
        (SafeHandle server, Socket client) = TcpPair();
        using (client)
        {
            Loop.Register(server, Interest.Write, _handler);
            client.Shutdown(SocketShutdown.Send);

            Turn();

            Assert.That((_handler.Writes, _handler.Hangups), Is.EqualTo((1, 0)));
        }
    }

    // Bug 3, Behaviour 48
    [Test]
    public void PeerGoneWhileOnlyWriting_IsWritableThenOneHangup()
    {
        (SafeHandle one, SafeHandle other) = SocketPair();
        List<string> calls = [];
        _handler.Writable = _ => calls.Add("writable");
        _handler.Hangup = registration => calls.Add($"hangup, armed for {registration.Interest}");
        Loop.Register(one, Interest.Write, _handler);
        other.Dispose();

        Turn();
        Turn();

        Assert.That(calls, Is.EqualTo(new[] { "writable", "hangup, armed for None" }));
    }

    // Bug 3
    [Test]
    public void WriterOfAPipeGone_IsReadableAndOneHangup()
    {
        (SafeHandle read, SafeHandle write) = Pipe();
        int end = -1;
        _handler.Readable = registration => end = registration.Read(new byte[8]).Count;
        Loop.Register(read, Interest.Read, _handler);
        write.Dispose();

        Turn();
        Turn();

        Assert.That((end, _handler.Reads, _handler.Hangups), Is.EqualTo((0, 1, 1)));
    }

    // Bug 16
    [Test]
    public void WriterOfAPipeGoneWithBytesInIt_IsReadOutFirst()
    {
        (SafeHandle read, SafeHandle write) = Pipe();
        List<int> counts = [];
        _handler.Readable = registration => counts.Add(registration.Read(new byte[4]).Count);
        _handler.Hangup = _ => counts.Add(-1);
        Loop.Register(read, Interest.Read, _handler);
        Descriptors.Write(write, 1, 2, 3, 4, 5, 6);
        write.Dispose();

        Loop.RunUntilIdle();

        Assert.That(counts, Is.EqualTo(new[] { 4, 2, 0, -1 }));
    }

    [Test]
    public void DisposedInOnReadable_HearsOfNoHangup()
    {
        (SafeHandle read, SafeHandle write) = Pipe();
        _handler.Readable = static registration => registration.Dispose();
        Loop.Register(read, Interest.Read, _handler);
        write.Dispose();

        Turn();

        Assert.That((_handler.Reads, _handler.Hangups), Is.EqualTo((1, 0)));
    }

    [Test]
    public void ReaderOfAPipeGone_IsWritableAndOneHangupAndStaysArmed()
    {
        (SafeHandle read, SafeHandle write) = Pipe();
        int error = 0;
        _handler.Writable = registration => error = registration.Write([1]).Error;
        Registration registration = Loop.Register(write, Interest.Write, _handler);
        read.Dispose();

        Turn();
        Turn();

        Assert.That(error, Is.EqualTo(Errno.EPIPE));
        Assert.That((_handler.Writes, _handler.Hangups), Is.EqualTo((2, 1)), "An error alone disarms nothing.");
        Assert.That(registration.Interest, Is.EqualTo(Interest.Write));
    }

    // TCP after both halves are shut reports IN and HUP together.
    [Test]
    public void BothHalvesShut_IsAReadOfZeroAndNoHangup()
    {
        (SafeHandle server, Socket client) = TcpPair();
        using (client)
        {
            int end = -1;
            _handler.Readable = registration => { end = registration.Read(new byte[8]).Count; registration.Interest = Interest.None; };
            Assert.That(Kernel.Shutdown(Descriptors.Number(server), SocketShutdown.Send), Is.Zero);
            client.Shutdown(SocketShutdown.Send);
            Loop.Register(server, Interest.Read, _handler);

            Turn();

            Assert.That((end, _handler.Reads, _handler.Hangups), Is.EqualTo((0, 1, 0)));
        }
    }

    [Test]
    public void FreshTcpSocket_HangsUpOnceAndLetsTheLoopSleep()
    {
        SafeHandle socket = Owned(new SafeFileHandle(Kernel.Socket(AddressFamily.InterNetwork, SocketType.Stream), ownsHandle: true));
        Loop.Register(socket, Interest.Read, _handler);
        Turn();
        Kernel.ForgetTimeouts();

        Loop.RunFor(TimeSpan.FromHours(1));

        Assert.That(_handler.Hangups, Is.EqualTo(1));
        Assert.That(Kernel.Timeouts, Has.Count.EqualTo(1));
    }

    // Bug 35
    [Test]
    public void RefusedDatagram_IsReadAsAnErrorAndCostsNothing()
    {
        using Socket nobody = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint address = nobody.LocalEndPoint!;
        nobody.Dispose();
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(address);
        ReceiveResult? result = null;
        _handler.Readable = self => result = self.Read(new byte[8]);
        using Registration registration = Loop.Register(socket.SafeHandle, Interest.Read, _handler);

        socket.Send([1]);
        Turn();
        Turn();

        Assert.That(result!.Value.Error, Is.EqualTo(Errno.ECONNREFUSED));
        Assert.That((_handler.Reads, _handler.Hangups), Is.EqualTo((1, 0)), "A read has taken the error.");
        Assert.That((registration.IsLive, registration.Interest), Is.EqualTo((true, Interest.Read)));
    }

    // Bug 38
    [Test]
    public void ReadResumedInsideOnReadable_IsNotUndoneAfterwards()
    {
        SafeHandle eventFd = ReadyEventFd();
        _handler.Readable = static registration =>
        {
            registration.Interest = Interest.None;
            registration.Interest = Interest.Read;
        };
        Loop.Register(eventFd, Interest.Read, _handler);

        Turn();
        Turn();

        Assert.That(_handler.Reads, Is.EqualTo(2));
    }

    /// <summary>The server's side is only a descriptor: a socket's own Dispose would wait for its registration to end.</summary>
    private (SafeHandle Server, Socket Client) TcpPair()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Socket client = RawClients.Connect(listener.LocalEndPoint!);
        using Socket server = listener.Accept();
        server.Blocking = false;
        return (Owned(new SafeFileHandle(Descriptors.Duplicate(server.SafeHandle), ownsHandle: true)), client);
    }
}
