using System.Net;
using System.Net.Sockets;
using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.Tests.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Polling;

/// <summary>What else hangs on a number that was closed elsewhere: handles, listeners who wait, files, and the loop's own descriptors.</summary>
public sealed class LostOwnerTests : ClosedElsewhereFixture
{
    // A Socket waits in Dispose until its handle is released, and tries its old number meanwhile.
    [TestCase(true)]
    [TestCase(false)]
    public void LostHandleOfASocket_LetsItsSocketBeDisposedAndTheNewConnectionBe(bool ownsHandle)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Registration lost = Own.Register(socket.SafeHandle, Interest.Read, new ActionHandler(), ownsHandle);
        int number = lost.Descriptor;
        if (!ownsHandle)
        {
            socket.SafeHandle.Dispose();
        }

        Probe probe = Connect("adopt", number, out Action<byte> send);
        Own.RunOnce(TimeSpan.Zero);
        Elsewhere.Run(socket.Dispose);
        send(1);
        Own.RunUntil(() => probe.ReceivedCount == 1);

        Assert.That(probe.IsClosed, Is.False);
    }

    [Test]
    public void Policy_HearsOfALossLaterAndNotInTheMiddleOfACall()
    {
        Registration lost = RegisterForeign(Foreign(), new ActionHandler());
        Connect("adopt", lost.Descriptor, out _);
        int atOnce = Heard.Count;

        Own.RunOnce(TimeSpan.Zero);

        Assert.That((atOnce, Heard.Count), Is.EqualTo((0, 1)));
    }

    [Test]
    public void CounterOfTheWakeUpWhoseNumberIsHandedOutAgain_IsReplaced()
    {
        int number = Numbers.FirstCounter;
        Probe probe = Connect("adopt", number, out _);
        Own.RunOnce(TimeSpan.Zero);

        bool sleeps = Own.Core.Wakeup.TrySleep();
        bool ran = false;
        Elsewhere.Run(() => Own.Post(() => ran = true));
        Own.RunUntil(() => ran);

        Assert.That(sleeps, Is.True);
        Assert.That(Numbers.LastWritten, Is.Positive.And.Not.EqualTo(number));
        Assert.That((probe.Stream.Descriptor, Heard.Single().Source), Is.EqualTo((number, (object)Own.Core.Wakeup)));
    }

    // A spare that takes the number is nobody's connection; but who had it would close it, and the next owner with it.
    [TestCase(ExhaustionPolicy.Wait)]
    [TestCase(ExhaustionPolicy.Shed)]
    public void ConnectionWhoseNumberGoesToASpareDescriptor_Ends(ExhaustionPolicy policy)
    {
        Probe victim = new();
        Own.Adopt(ConnectedSocket(out _), victim);
        int number = victim.Stream.Descriptor;
        Probe probe = new();
        if (policy == ExhaustionPolicy.Shed)
        {
            // The reserve is made when the listener is; the spares are, when it accepts.
            Numbers.NextCounter = number;
        }

        StreamListener listener = Own.Listen(new IPEndPoint(IPAddress.Loopback, 0), () => probe, new ListenOptions { OnExhaustion = policy });
        Numbers.NextCounter ??= policy == ExhaustionPolicy.Wait ? number : null;
        using RawClient client = new(listener.LocalEndPoint);
        Own.RunUntil(() => probe.IsConnected && victim.IsClosed);

        Assert.That(victim.Reason?.Kind, Is.EqualTo(CloseKind.Fault));
        Assert.That(Own.Core.Spares.Holds(number) || listener.Holds(number), Is.True);
    }

    [Test]
    public void ConnectionWhoseNumberIsHandedOutAgain_LetsTheNextClientInAtTheLimit()
    {
        using EventLoop loop = new(new EventLoopOptions { Kernel = Numbers, MaxConnections = 1, FaultPolicy = static _ => FaultAction.Contain });
        Probe victim = new();
        Probe next = new();
        loop.Adopt(ConnectedSocket(out _), victim);
        StreamListener listener = loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), () => next);
        using RawClient client = new(listener.LocalEndPoint);
        loop.RunUntil(() => loop.Statistics.AcceptPauses == 1);

        Numbers.Next = victim.Stream.Descriptor;
        loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), static () => new Probe());
        loop.RunUntil(() => next.IsConnected);
    }

    // The name may be a successor's, which the closed socket could not prevent from getting the same inode.
    [Test]
    public void UnixListenerWhoseNumberIsHandedOutAgain_LeavesTheFile()
    {
        string path = Path.Combine(Path.GetTempPath(), $"r-{Guid.NewGuid():N}");
        Own.Listen(new UnixDomainSocketEndPoint(path), static () => new Probe());
        Connect("adopt", Numbers.Latest, out _);
        bool exists = File.Exists(path);
        File.Delete(path);

        Assert.That(exists, Is.True);
    }
}
