using System.Net;
using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Sockets;

/// <summary><see cref="ExhaustionPolicy.Shed"/>: clients are turned away through the reserve descriptor.</summary>
public sealed class SheddingTests : SocketFixture
{
    private const int Shedding = 12;

    private int _limit;
    private EndPoint _server = AnyPort;

    [SetUp]
    public void ListenWithoutDescriptorsToSpare()
    {
        MakeLoop(virtualTime: true);
        _server = Loop.Listen(AnyPort, Keep, new ListenOptions { OnExhaustion = ExhaustionPolicy.Shed }).LocalEndPoint;

        // As Linux does it: a descriptor is reserved before the queue is looked at, so an empty queue is no excuse.
        _limit = Kernel.OpenDescriptors.Count;
        Kernel.AcceptFault = _ => Kernel.OpenDescriptors.Count >= _limit ? Errno.EMFILE : 0;
    }

    [Test] // Bug 10
    public void Clients_are_reset_at_once()
    {
        Socket[] clients = [Client(_server), Client(_server), Client(_server)];
        Loop.RunUntil(() => Loop.Statistics.Shed == 3);
        Assert.Multiple(() =>
        {
            Assert.That(clients.Select(static client => client.Look()), Has.All.EqualTo(SocketError.ConnectionReset));
            Assert.That(Accepted, Is.Empty);
            Assert.That(Log.Count(Shedding), Is.EqualTo(1));
        });
    }

    [Test]
    public void Next_client_is_turned_away_without_waiting()
    {
        Client(_server);
        Loop.RunUntil(() => Loop.Statistics.Shed == 1);
        TimeSpan first = Kernel.Elapsed;
        Client(_server);
        Loop.RunUntil(() => Loop.Statistics.Shed == 2);
        Assert.Multiple(() =>
        {
            Assert.That(Kernel.Elapsed - first, Is.LessThan(TimeSpan.FromMilliseconds(50)));
            Assert.That(Loop.Statistics.AcceptPauses, Is.Zero);
        });
    }

    [Test] // Bug 10
    public void Shedding_does_not_keep_the_loop_awake()
    {
        Client(_server);
        Loop.RunUntil(() => Loop.Statistics.Shed == 1);
        long waits = Kernel.Waits;
        long accepts = Kernel.AcceptCalls;
        Loop.RunFor(TimeSpan.FromSeconds(10));
        Assert.Multiple(() =>
        {
            Assert.That(Kernel.Waits - waits, Is.LessThan(20));
            Assert.That(Kernel.AcceptCalls - accepts, Is.Zero);
        });
    }

    [Test]
    public void When_there_is_room_again_clients_are_served()
    {
        Client(_server);
        Loop.RunUntil(() => Loop.Statistics.Shed == 1);
        _limit = int.MaxValue;
        Client(_server);
        Loop.RunUntil(() => Accepted.Count == 1);
    }

    [Test]
    public void Reserve_that_somebody_else_took_means_a_pause_and_no_spin()
    {
        // Whatever is given up, another thread has it before we can accept.
        Kernel.AcceptFault = _ => Errno.EMFILE;
        Client(_server);
        Loop.RunFor(TimeSpan.FromSeconds(3));
        Assert.Multiple(() =>
        {
            Assert.That(Loop.Statistics.Shed, Is.Zero);
            Assert.That(Loop.Statistics.AcceptPauses, Is.InRange(1, 6));
            Assert.That(Kernel.AcceptCalls, Is.LessThan(15));
        });
    }

    [Test]
    public void Reserve_is_closed_with_the_listener()
    {
        int open = Kernel.OpenDescriptors.Count;
        StreamListener listener = Loop.Listen(AnyPort, Keep, new ListenOptions { OnExhaustion = ExhaustionPolicy.Shed });
        Assert.That(Kernel.OpenDescriptors, Has.Count.EqualTo(open + 2));
        listener.Dispose();
        Assert.That(Kernel.OpenDescriptors, Has.Count.EqualTo(open));
    }
}
