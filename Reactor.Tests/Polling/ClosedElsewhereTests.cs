using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.Tests.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Polling;

/// <summary>
/// A number that somebody closed behind the loop's back, and that the kernel hands out again: its new owner and the registration that it
/// had have nothing to do with each other.
/// </summary>
public sealed class ClosedElsewhereTests : LoopFixture
{
    private readonly byte[] _buffer = new byte[16];
    private readonly List<LoopFault> _faults = [];
    private NumberKernel _kernel = null!;
    private EventLoop _loop = null!;

    [SetUp]
    public void MakeLoopOfChosenNumbers()
    {
        _faults.Clear();
        _kernel = new NumberKernel();
        _loop = new EventLoop(new EventLoopOptions
        {
            Kernel = _kernel,
            FaultPolicy = fault =>
            {
                _faults.Add(fault);
                return FaultAction.Contain;
            },
        });
    }

    [TearDown]
    public void CloseLoop() => _loop.Dispose();

    // Bug 8, Behaviour 40
    [Test]
    public void AliasOfASocketIsRegistered_TheSocketIsRefusedAndTheAliasGoesOn()
    {
        StreamSocket socket = Loop.Adopt(ConnectedSocket(out SafeHandle peer));
        SafeHandle alias = Owned(new SafeFileHandle(socket.Descriptor, ownsHandle: false));
        ActionHandler first = new() { Readable = _ => socket.Receive(_buffer) };
        ActionHandler second = new();
        Registration registration = Loop.Register(alias, Interest.Read, first);
        long calls = Kernel.Total;

        Assert.That(
            () => socket.Register(Interest.Read, second),
            Throws.InvalidOperationException.With.Message.Contains(nameof(ActionHandler)).And.Message.Contains("Dispose"));
        Assert.That((Kernel.Total, registration.IsLive), Is.EqualTo((calls, true)));
        Descriptors.Write(peer, 1);
        Turn();
        Assert.That((first.Reads, second.Reads), Is.EqualTo((1, 0)));

        registration.Dispose();
        socket.Register(Interest.Read, second);
        Descriptors.Write(peer, 1);
        Turn();
        Assert.That((first.Reads, second.Reads), Is.EqualTo((1, 1)));
        socket.Dispose();
    }

    // Bug 8: however the new connection was made.
    [TestCase("accept")]
    [TestCase("connect")]
    [TestCase("adopt")]
    public void NumberHandedOutAgain_BelongsToItsNewConnectionAlone(string way)
    {
        ActionHandler stranger = new();
        Registration lost = RegisterForeign(Foreign(count: 0), stranger);
        Probe probe = Connect(way, lost.Descriptor, out Action<byte> send);
        Assert.That((probe.Stream.Descriptor, lost.IsLive), Is.EqualTo((lost.Descriptor, false)));

        lost.Dispose();
        send(1);
        _loop.RunUntil(() => probe.ReceivedCount == 1);

        Assert.That((stranger.Reads, stranger.Hangups), Is.EqualTo((0, 0)));
        Assert.That(() => lost.Read(_buffer), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => lost.Interest = Interest.Read, Throws.InstanceOf<ObjectDisposedException>());
        LoopFault fault = _faults.Single();
        Assert.That((fault.Kind, fault.Source), Is.EqualTo((FaultKind.Handler, (object)stranger)));
        Assert.That(fault.Exception.Message, Does.Contain("closed elsewhere"));

        _loop.BeginStop(TimeSpan.FromSeconds(10));
        _loop.RunUntil(() => probe.Count("stopping") == 1);
        probe.Abort();
        _loop.RunUntil(() => _loop.IsStopped);
        Assert.That(probe.IsClosed, Is.True);
    }

    [Test]
    public void ConnectionUnderANumberHandedOutAgain_HearsThatTheLoopIsClosed()
    {
        Registration lost = RegisterForeign(Foreign(), new ActionHandler());
        Probe probe = Connect("adopt", lost.Descriptor, out _);
        lost.Dispose();

        _loop.Dispose();

        Assert.That(probe.Reason?.Kind, Is.EqualTo(CloseKind.LoopClosed));
        Assert.That(_loop.Statistics.OpenConnections, Is.Zero);
    }

    [Test]
    public void ListenerUnderANumberHandedOutAgain_Accepts()
    {
        Registration lost = RegisterForeign(Foreign(), new ActionHandler());
        Probe probe = new();
        _kernel.Next = lost.Descriptor;
        StreamListener listener = _loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), () => probe);
        lost.Dispose();

        using RawClient client = new(listener.LocalEndPoint);
        _loop.RunUntil(() => probe.IsConnected);
    }

    // Bug 4: the event of the lost registration is in the same batch.
    [Test]
    public void EventInHandForALostRegistration_ReachesNobody()
    {
        ActionHandler stranger = new();
        ActionHandler ours = new();
        StreamSocket? socket = null;
        Registration? lost = null;
        _loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler
        {
            Readable = registration =>
            {
                registration.Dispose();
                _kernel.Next = lost!.Descriptor;
                socket = _loop.Adopt(ConnectedSocket(out _));
                socket.Register(Interest.Read, ours);
            },
        });
        lost = RegisterForeign(Foreign(), stranger);

        _loop.RunOnce(TimeSpan.Zero);

        Assert.That((stranger.Reads, ours.Reads, _loop.Statistics.StaleEvents), Is.EqualTo((0, 0, 1)));
        socket!.Dispose();
    }

    // The registration whose callback is under way is the one that is lost: it must not read from who has its number now.
    [Test]
    public void RegistrationLostInItsOwnCallback_IsNotCalledOn()
    {
        (SafeHandle one, SafeHandle other) = SocketPair();
        Descriptors.Write(other, 1);
        int number = Descriptors.Duplicate(one);
        one.Dispose();
        StreamSocket? socket = null;
        ActionHandler stranger = new()
        {
            Writable = registration =>
            {
                _kernel.Next = registration.Descriptor;
                socket = _loop.Adopt(ConnectedSocket(out _));
            },
        };
        _loop.Register(Owned(new SafeFileHandle(number, ownsHandle: false)), Interest.Read | Interest.Write, stranger);

        _loop.RunOnce(TimeSpan.Zero);

        Assert.That((stranger.Writes, stranger.Reads, stranger.Hangups), Is.EqualTo((1, 0, 0)));
        socket!.Dispose();
    }

    // Epoll knows a descriptor by its number and the file behind it. Here both come again, so it has the old token still.
    [Test]
    public void SameFileUnderTheSameNumber_IsReportedToItsNewOwnerOnly()
    {
        SafeSocketHandle original = ConnectedSocket(out SafeHandle peer);
        ActionHandler stranger = new();
        Registration lost = RegisterForeign(Descriptors.Duplicate(original), stranger);
        Descriptors.Write(peer, 1);
        _kernel.Next = lost.Descriptor;

        StreamSocket socket = _loop.Adopt(original);
        _loop.RunOnce(TimeSpan.Zero);
        Assert.That(_loop.Statistics.Events, Is.Zero, "Nobody has asked yet.");

        ActionHandler ours = new() { Readable = _ => socket.Receive(_buffer) };
        socket.Register(Interest.Read, ours);
        lost.Dispose();
        _loop.RunOnce(TimeSpan.Zero);
        Assert.That((ours.Reads, stranger.Reads, _loop.Statistics.StaleEvents), Is.EqualTo((1, 0, 0)));
        socket.Dispose();
    }

    // Here the file lives on without the number, and nobody can take it out of epoll. What it reports is told apart by the generation.
    [Test]
    public void FileKeptOpenByADuplicate_ReachesNobody()
    {
        ActionHandler stranger = new();
        Registration lost = RegisterForeign(Descriptors.Duplicate(ReadyEventFd()), stranger);
        Probe probe = Connect("adopt", lost.Descriptor, out Action<byte> send);

        send(1);
        _loop.RunUntil(() => probe.ReceivedCount == 1);
        _loop.RunOnce(TimeSpan.Zero);

        Assert.That((stranger.Reads, probe.ReceivedCount), Is.EqualTo((0, 1)));
        Assert.That(_loop.Statistics.StaleEvents, Is.Positive);
    }

    // Nor is it closed a second time by the handle that had it, neither now nor when that is collected.
    [Test]
    public void LostHandleThatTheRegistrationOwned_ClosesNothing()
    {
        SafeFileHandle handle = Owned(new SafeFileHandle(Foreign(), ownsHandle: true));
        Registration lost = _loop.Register(handle, Interest.Read, new ActionHandler(), ownsHandle: true);
        _kernel.Next = lost.Descriptor;
        StreamSocket socket = _loop.Adopt(ConnectedSocket(out SafeHandle peer));

        lost.Dispose();
        handle.Dispose();
        _loop.RunOnce(TimeSpan.Zero);

        Assert.That(handle.IsClosed, Is.True);
        Descriptors.Write(peer, 1);
        Assert.That(socket.Receive(_buffer).Status, Is.EqualTo(ReceiveStatus.Received));
        socket.Dispose();
    }

    [Test]
    public void ConnectionWhoseNumberIsHandedOutAgain_EndsAndTouchesNothing()
    {
        Probe victim = new();
        _loop.Adopt(ConnectedSocket(out _), victim);
        StreamSocket old = victim.Stream;
        Probe probe = Connect("adopt", old.Descriptor, out Action<byte> send);
        Assert.That((old.IsOpen, probe.Stream.IsOpen, _loop.Statistics.OpenConnections), Is.EqualTo((false, true, 1)));
        Assert.That(victim.Send("not for the new one"), Is.EqualTo(SendOutcome.Closed));

        old.Dispose();
        send(1);
        _loop.RunUntil(() => probe.ReceivedCount == 1 && victim.IsClosed);

        Assert.That((victim.Reason?.Kind, victim.Count("closed")), Is.EqualTo((CloseKind.Fault, 1)));
        Assert.That(victim.Reason?.Exception, Is.SameAs(_faults.Single().Exception).And.InstanceOf<IOException>());
        Assert.That(_faults[0].Kind, Is.EqualTo(FaultKind.Connection));
    }

    [Test]
    public void AttemptWhoseNumberIsHandedOutAgain_FailsAndTouchesNothing()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        ConnectFailure? failure = null;
        ConnectOptions withoutEnd = new() { Timeout = Timeout.InfiniteTimeSpan };
        _loop.Connect(listener.LocalEndPoint!, static _ => Assert.Fail("It is lost."), failed => failure = failed, withoutEnd);

        Probe probe = Connect("adopt", _kernel.Latest, out Action<byte> send);
        send(1);
        _loop.RunUntil(() => failure is not null && probe.ReceivedCount == 1);

        Assert.That(failure!.Value.Error, Is.EqualTo(SocketError.OperationAborted));
    }

    [Test]
    public void ListenerWhoseNumberIsHandedOutAgain_IsClosedAndTouchesNothing()
    {
        StreamListener listener = _loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), static () => new Probe());
        Probe probe = Connect("adopt", _kernel.Latest, out Action<byte> send);
        Assert.That((listener.IsOpen, probe.Stream.IsOpen), Is.EqualTo((false, true)));

        listener.Dispose();
        send(1);
        _loop.RunUntil(() => probe.ReceivedCount == 1);

        Assert.That(_faults.Single().Source, Is.SameAs(listener));
        Assert.That(() => listener.IsAccepting = true, Throws.InstanceOf<ObjectDisposedException>());
    }

    /// <summary>A descriptor of another library, readable unless the count is 0. Nothing but its number refers to the file.</summary>
    private static int Foreign(uint count = 1)
    {
        using SafeFileHandle made = Descriptors.EventFd(count);
        return Descriptors.Duplicate(made);
    }

    private Registration RegisterForeign(int number, IHandler handler) =>
        _loop.Register(Owned(new SafeFileHandle(number, ownsHandle: false)), Interest.Read, handler);

    private Probe Connect(string way, int number, out Action<byte> send)
    {
        Probe probe = new();
        if (way == "adopt")
        {
            SafeSocketHandle socket = ConnectedSocket(out SafeHandle peer);
            send = value => Descriptors.Write(peer, value);
            _kernel.Next = number;
            _loop.Adopt(socket, probe);
            return probe;
        }

        Probe other = new();
        StreamListener listener = _loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), () => way == "accept" ? probe : other);
        if (way == "accept")
        {
            // The socket that connects is made first, and has a number of its own.
            _loop.Connect(listener.LocalEndPoint, other);
            _kernel.Next = number;
        }
        else
        {
            _kernel.Next = number;
            _loop.Connect(listener.LocalEndPoint, probe);
        }

        _loop.RunUntil(() => probe.IsConnected && other.IsConnected);
        send = value => other.Send(new byte[] { value });
        return probe;
    }

    /// <summary>
    /// Makes the next new descriptor be one that is chosen. What had the number is closed in the same step, so that no other thread of the
    /// tests can get it in between; to the loop it looks as if somebody had closed it and the kernel then gave it away.
    /// </summary>
    private sealed class NumberKernel : ForwardingKernel
    {
        public int? Next { get; set; }

        /// <summary>The socket that was made last.</summary>
        public int Latest { get; private set; }

        public override int Socket(AddressFamily family, SocketType type) => Latest = Chosen(base.Socket(family, type));

        public override int Accept(int socket, Span<byte> address, out int addressLength) => Chosen(base.Accept(socket, address, out addressLength));

        public override int Duplicate(int descriptor) => Chosen(base.Duplicate(descriptor));

        private int Chosen(int made)
        {
            if (made < 0 || Next is not { } number)
            {
                return made;
            }

            Next = null;
            using SafeFileHandle first = new(made, ownsHandle: true);
            Descriptors.Replace(number, first);
            return number;
        }
    }
}
