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
public sealed class ClosedElsewhereTests : ClosedElsewhereFixture
{
    private readonly byte[] _buffer = new byte[16];

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
        Own.RunUntil(() => probe.ReceivedCount == 1);

        Assert.That((stranger.Reads, stranger.Hangups), Is.EqualTo((0, 0)));
        Assert.That(() => lost.Read(_buffer), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => lost.Interest = Interest.Read, Throws.InstanceOf<ObjectDisposedException>());
        LoopFault fault = Heard.Single();
        Assert.That((fault.Kind, fault.Source), Is.EqualTo((FaultKind.Handler, (object)stranger)));
        Assert.That(fault.Exception.Message, Does.Contain("closed elsewhere"));

        Own.BeginStop(TimeSpan.FromSeconds(10));
        Own.RunUntil(() => probe.Count("stopping") == 1);
        probe.Abort();
        Own.RunUntil(() => Own.IsStopped);
        Assert.That(probe.IsClosed, Is.True);
    }

    [Test]
    public void ConnectionUnderANumberHandedOutAgain_HearsThatTheLoopIsClosed()
    {
        Registration lost = RegisterForeign(Foreign(), new ActionHandler());
        Probe probe = Connect("adopt", lost.Descriptor, out _);
        lost.Dispose();

        Own.Dispose();

        Assert.That(probe.Reason?.Kind, Is.EqualTo(CloseKind.LoopClosed));
        Assert.That(Own.Statistics.OpenConnections, Is.Zero);
    }

    [Test]
    public void ListenerUnderANumberHandedOutAgain_Accepts()
    {
        Registration lost = RegisterForeign(Foreign(), new ActionHandler());
        Probe probe = new();
        Numbers.Next = lost.Descriptor;
        StreamListener listener = Own.Listen(new IPEndPoint(IPAddress.Loopback, 0), () => probe);
        lost.Dispose();

        using RawClient client = new(listener.LocalEndPoint);
        Own.RunUntil(() => probe.IsConnected);
    }

    // Bug 4: the event of the lost registration is in the same batch.
    [Test]
    public void EventInHandForALostRegistration_ReachesNobody()
    {
        ActionHandler stranger = new();
        ActionHandler ours = new();
        StreamSocket? socket = null;
        Registration? lost = null;
        Own.Register(ReadyEventFd(), Interest.Read, new ActionHandler
        {
            Readable = registration =>
            {
                registration.Dispose();
                Numbers.Next = lost!.Descriptor;
                socket = Own.Adopt(ConnectedSocket(out _));
                socket.Register(Interest.Read, ours);
            },
        });
        lost = RegisterForeign(Foreign(), stranger);

        Own.RunOnce(TimeSpan.Zero);

        Assert.That((stranger.Reads, ours.Reads, Own.Statistics.StaleEvents), Is.EqualTo((0, 0, 1)));
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
                Numbers.Next = registration.Descriptor;
                socket = Own.Adopt(ConnectedSocket(out _));
            },
        };
        Own.Register(Owned(new SafeFileHandle(number, ownsHandle: false)), Interest.Read | Interest.Write, stranger);

        Own.RunOnce(TimeSpan.Zero);

        Assert.That((stranger.Writes, stranger.Reads, stranger.Hangups), Is.EqualTo((1, 0, 0)));
        socket!.Dispose();
    }

    // Behaviour 43: epoll knows a descriptor by its number and the file behind it. Here both come again, so it has the old token still.
    [Test]
    public void SameFileUnderTheSameNumber_IsReportedToItsNewOwnerOnly()
    {
        SafeSocketHandle original = ConnectedSocket(out SafeHandle peer);
        ActionHandler stranger = new();
        Registration lost = RegisterForeign(Descriptors.Duplicate(original), stranger);
        Descriptors.Write(peer, 1);
        Numbers.Next = lost.Descriptor;

        StreamSocket socket = Own.Adopt(original);
        Own.RunOnce(TimeSpan.Zero);
        Assert.That(Own.Statistics.Events, Is.Zero, "Nobody has asked yet.");

        ActionHandler ours = new() { Readable = _ => socket.Receive(_buffer) };
        socket.Register(Interest.Read, ours);
        lost.Dispose();
        Own.RunOnce(TimeSpan.Zero);
        Assert.That((ours.Reads, stranger.Reads, Own.Statistics.StaleEvents), Is.EqualTo((1, 0, 0)));
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
        Own.RunUntil(() => probe.ReceivedCount == 1);
        Own.RunOnce(TimeSpan.Zero);

        Assert.That((stranger.Reads, probe.ReceivedCount), Is.EqualTo((0, 1)));
        Assert.That(Own.Statistics.StaleEvents, Is.Positive);
    }

    // Nor is it closed a second time by the handle that had it, neither now nor when that is collected.
    [Test]
    public void LostHandleThatTheRegistrationOwned_ClosesNothing()
    {
        SafeFileHandle handle = Owned(new SafeFileHandle(Foreign(), ownsHandle: true));
        Registration lost = Own.Register(handle, Interest.Read, new ActionHandler(), ownsHandle: true);
        Numbers.Next = lost.Descriptor;
        StreamSocket socket = Own.Adopt(ConnectedSocket(out SafeHandle peer));

        lost.Dispose();
        handle.Dispose();
        Own.RunOnce(TimeSpan.Zero);

        Assert.That(handle.IsClosed, Is.True);
        Descriptors.Write(peer, 1);
        Assert.That(socket.Receive(_buffer).Status, Is.EqualTo(ReceiveStatus.Received));
        socket.Dispose();
    }

    [Test]
    public void ConnectionWhoseNumberIsHandedOutAgain_EndsAndTouchesNothing()
    {
        Probe victim = new();
        Own.Adopt(ConnectedSocket(out _), victim);
        StreamSocket old = victim.Stream;
        Probe probe = Connect("adopt", old.Descriptor, out Action<byte> send);
        Assert.That((old.IsOpen, probe.Stream.IsOpen, Own.Statistics.OpenConnections), Is.EqualTo((false, true, 1)));
        Assert.That(victim.Send("not for the new one"), Is.EqualTo(SendOutcome.Closed));

        old.Dispose();
        send(1);
        Own.RunUntil(() => probe.ReceivedCount == 1 && victim.IsClosed);

        Assert.That((victim.Reason?.Kind, victim.Count("closed")), Is.EqualTo((CloseKind.Fault, 1)));
        Assert.That(victim.Reason?.Exception, Is.SameAs(Heard.Single().Exception).And.InstanceOf<IOException>());
        Assert.That(Heard[0].Kind, Is.EqualTo(FaultKind.Connection));
    }

    [Test]
    public void AttemptWhoseNumberIsHandedOutAgain_FailsAndTouchesNothing()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        ConnectFailure? failure = null;
        ConnectOptions withoutEnd = new() { Timeout = Timeout.InfiniteTimeSpan };
        Own.Connect(listener.LocalEndPoint!, static _ => Assert.Fail("It is lost."), failed => failure = failed, withoutEnd);

        Probe probe = Connect("adopt", Numbers.Latest, out Action<byte> send);
        send(1);
        Own.RunUntil(() => failure is not null && probe.ReceivedCount == 1);

        Assert.That(failure!.Value.Error, Is.EqualTo(SocketError.OperationAborted));
    }

    // Bug 8
    [Test]
    public void ListenerWhoseNumberIsHandedOutAgain_IsClosedAndTouchesNothing()
    {
        StreamListener listener = Own.Listen(new IPEndPoint(IPAddress.Loopback, 0), static () => new Probe());
        Probe probe = Connect("adopt", Numbers.Latest, out Action<byte> send);
        Assert.That((listener.IsOpen, probe.Stream.IsOpen), Is.EqualTo((false, true)));

        listener.Dispose();
        send(1);
        Own.RunUntil(() => probe.ReceivedCount == 1);

        Assert.That(Heard.Single().Source, Is.SameAs(listener));
        Assert.That(() => listener.IsAccepting = true, Throws.InstanceOf<ObjectDisposedException>());
    }

    // Bug 8: the number comes back as one of those that the loop takes before it accepts.
    [TestCase(false)]
    [TestCase(true)]
    public void ListenerWhoseNumberBecomesASpareDescriptor_IsClosedAndNothingIsAcceptedOnIt(bool another)
    {
        StreamListener listener = Own.Listen(new IPEndPoint(IPAddress.Loopback, 0), static () => new Probe());
        int number = Numbers.Latest;
        using StreamListener? other = another ? Own.Listen(new IPEndPoint(IPAddress.Loopback, 0), static () => new Probe()) : null;
        Numbers.NextCounter = number;

        listener.DrainAndClose();
        Own.RunUntil(() => Heard.Count > 0);

        Assert.That(Heard.Single().Source, Is.SameAs(listener));
        Assert.That(listener.IsOpen, Is.False);
        Assert.That(Numbers.Accepts, Is.Zero);
        Assert.That(Own.Core.Spares.Holds(number), Is.EqualTo(another));
        Assert.That(Descriptors.IsOpen(number), Is.EqualTo(another), "Without a listener nobody would give them back.");
    }
}
