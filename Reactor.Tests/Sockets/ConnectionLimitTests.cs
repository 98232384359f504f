using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.SystemCalls;

namespace Reactor.Tests.Sockets;

/// <summary><see cref="EventLoopOptions.MaxConnections"/>: who comes too many waits in the kernel's queue.</summary>
public sealed class ConnectionLimitTests : SocketFixture
{
    [Test]
    public void At_the_limit_clients_wait()
    {
        MakeLoop(maxConnections: 2);
        StreamListener listener = ListenWithClients(3);
        Loop.RunUntil(() => Accepted.Count == 2);
        Loop.RunUntilIdle();
        Assert.Multiple(() =>
        {
            Assert.That(Accepted, Has.Count.EqualTo(2));
            Assert.That(listener.IsOpen, Is.True);
            Assert.That(Loop.Statistics.AcceptPauses, Is.EqualTo(1));
        });
    }

    [Test]
    public void Closed_connection_lets_the_next_one_in()
    {
        MakeLoop(maxConnections: 2);
        ListenWithClients(3);
        Loop.RunUntil(() => Accepted.Count == 2);
        Loop.RunUntilIdle();
        Accepted[0].Dispose();
        Loop.RunUntil(() => Accepted.Count == 3);
    }

    // At the limit nobody is accepted, so no accept can tell.
    [Test]
    public void Listener_that_somebody_has_shut_down_is_closed_and_logged()
    {
        MakeLoop(maxConnections: 1);
        Pair();
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        int descriptor = Kernel.OpenDescriptors.Single(one => Loop.Core.Poller.Table[one]?.Handler == listener);
        Assert.That(Kernel.Shutdown(descriptor, SocketShutdown.Both), Is.Zero);

        Loop.RunUntil(() => !listener.IsOpen);

        Assert.That(Log.Messages(14), Has.Length.EqualTo(1).And.One.Contains(listener.LocalEndPoint.ToString()));
        Assert.That(Kernel.OpenDescriptors, Has.No.Member(descriptor));
    }

    [Test]
    public void Socket_whose_handler_throws_is_reset_and_lets_the_next_one_in()
    {
        MakeLoop(maxConnections: 1);
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        Socket first = Client(listener);
        Client(listener);
        Loop.RunUntil(() => Accepted.Count == 1);
        Accepted[0].Register(Interest.Read, new ProbeHandler { Readable = static _ => throw new InvalidOperationException("on purpose") });
        first.Send("x"u8);

        Loop.RunUntil(() => Accepted.Count == 2);

        Assert.Multiple(() =>
        {
            Assert.That(Accepted[0].IsOpen, Is.False);
            Assert.That(Faults.Select(fault => fault.Kind), Is.EqualTo(new[] { FaultKind.Handler }));
            Assert.That(() => first.Receive(new byte[1]), Throws.InstanceOf<SocketException>().With.Property("SocketErrorCode").EqualTo(SocketError.ConnectionReset));
        });
    }

    [Test]
    public void Connection_that_is_closed_in_its_own_callback_lets_the_next_one_in()
    {
        MakeLoop(maxConnections: 1);
        StreamListener listener = Loop.Listen(AnyPort, static socket => socket.Dispose());
        for (int client = 0; client < 5; client++)
        {
            Client(listener);
        }

        Loop.RunUntil(() => Loop.Statistics.Accepted == 5);
    }

    [Test]
    public void Waiting_clients_do_not_keep_the_loop_awake()
    {
        MakeLoop(virtualTime: true, maxConnections: 1);
        ListenWithClients(3);
        Loop.RunUntil(() => Loop.Statistics.AcceptPauses == 1);
        long waits = Kernel.Waits;
        Loop.RunFor(TimeSpan.FromHours(1));
        Assert.That(Kernel.Waits - waits, Is.LessThan(5));
    }

    [Test]
    public void Every_listener_that_waits_is_woken()
    {
        MakeLoop(maxConnections: 2);
        StreamListener first = Loop.Listen(AnyPort, Keep);
        StreamListener second = Loop.Listen(AnyPort, Keep);
        Client(first);
        Client(second);
        Loop.RunUntil(() => Accepted.Count == 2);
        Client(first);
        Client(second);
        Loop.RunUntil(() => Loop.Statistics.AcceptPauses == 2);
        Accepted[0].Dispose();
        Accepted[1].Dispose();
        Loop.RunUntil(() => Accepted.Count == 4);
        Assert.That(Accepted[2].LocalEndPoint, Is.Not.EqualTo(Accepted[3].LocalEndPoint));
    }

    [Test]
    public void Listener_that_runs_out_of_descriptors_does_not_take_the_wake_up_of_one_at_the_limit()
    {
        MakeLoop(virtualTime: true, maxConnections: 1);
        StreamListener atLimit = Loop.Listen(AnyPort, Keep);
        StreamListener starved = Loop.Listen(AnyPort, Keep);
        int starvedDescriptor = Kernel.OpenDescriptors.Max();
        Kernel.AcceptFault = listener => listener == starvedDescriptor ? Errno.EMFILE : 0;
        Socket talker = Client(atLimit);
        Loop.RunUntil(() => Accepted.Count == 1);
        StreamSocket first = Accepted[0];
        first.Register(Interest.Read, new ProbeHandler { Readable = _ => first.Dispose() });
        Client(atLimit);
        Loop.RunUntil(() => Loop.Statistics.AcceptPauses == 1);

        // One batch: the connection ends, then the other listener gives its descriptor back early and fails all the same.
        talker.Send("x"u8);
        Client(starved);
        Loop.RunUntil(() => Loop.Statistics.AcceptPauses > 1);
        Assert.That(Loop.Statistics.OpenConnections, Is.Zero);
        Loop.RunUntil(() => Accepted.Count == 2);
    }

    private StreamListener ListenWithClients(int count)
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        for (int client = 0; client < count; client++)
        {
            Client(listener);
        }

        return listener;
    }
}
