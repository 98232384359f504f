using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.SystemCalls;
using static Reactor.Tests.Simulated.TwoHosts;

namespace Reactor.Tests.Simulated;

/// <summary>What TCP makes of a network that loses, delays and is cut: nothing stays open that Linux would end, and the reverse.</summary>
public sealed class NetworkTroubleTests
{
    private const double HalfAnHour = 1_800;

    private readonly byte[] _buffer = new byte[64];
    private TwoHosts _two = null!;

    [SetUp]
    public void Make() => _two = new TwoHosts();

    [TearDown]
    public void Dispose() => _two.Dispose();

    [Test]
    public void A_reset_is_lost_in_a_partition_and_the_next_bytes_bring_another()
    {
        (int a, int b) = _two.Connected();
        _two.Link.Partition();
        _two.CloseHard(_two.B, b);
        _two.Pass(1);
        _two.Link.Heal();
        _two.Pass(HalfAnHour);
        Assert.That(_two.A.Kernel.Receive(a, _buffer), Is.EqualTo(-Errno.EAGAIN), "Nobody has told it.");

        Assert.That(_two.A.Kernel.Send(a, [1]), Is.EqualTo(1));
        _two.Pass(1);

        Assert.That(_two.A.Kernel.Receive(a, _buffer), Is.EqualTo(-Errno.ECONNRESET));
    }

    [Test]
    public void Bytes_under_way_in_a_partition_meet_a_peer_that_is_gone()
    {
        (int a, int b) = _two.Connected();
        _two.Link.Partition();
        _two.A.Kernel.Send(a, [1]);
        _two.CloseHard(_two.B, b);
        _two.Pass(60);
        _two.Link.Heal();
        _two.Pass(120);

        Assert.That(ErrorOf(_two.A, a), Is.EqualTo(Errno.ECONNRESET));
    }

    [Test]
    public void An_end_meets_a_peer_that_has_timed_out()
    {
        (int a, int b) = _two.Connected();
        _two.Link.Partition();
        _two.A.Kernel.Send(a, [1]);
        _two.Pass(HalfAnHour);
        Assert.That(ErrorOf(_two.A, a), Is.EqualTo(Errno.ETIMEDOUT));
        _two.Link.Heal();

        Assert.That(_two.B.Kernel.Shutdown(b, SocketShutdown.Send), Is.Zero);
        _two.Pass(1);

        Assert.That(ErrorOf(_two.B, b), Is.EqualTo(Errno.ECONNRESET));
    }

    [Test]
    public void Without_a_way_back_the_bytes_arrive_and_the_sender_gives_up()
    {
        (int a, int b) = _two.Connected();
        _two.Simulation.Network.From(_two.B, _two.A).Partition();
        _two.A.Kernel.Send(a, [1]);
        _two.Pass(600);
        Assert.That(_two.B.Kernel.Receive(b, _buffer), Is.EqualTo(1));
        Assert.That(ErrorOf(_two.A, a), Is.Zero, "Not yet.");

        _two.Pass(600);

        Assert.That(ErrorOf(_two.A, a), Is.EqualTo(Errno.ETIMEDOUT));
        Assert.That(_two.Simulation.World.UnderWay, Is.Zero);
    }

    [Test]
    public void Without_a_way_back_an_end_arrives_and_is_not_acknowledged()
    {
        (int a, int b) = _two.Connected();
        _two.Simulation.Network.From(_two.B, _two.A).Partition();
        _two.A.Kernel.Shutdown(a, SocketShutdown.Send);
        _two.Pass(1);
        Assert.That(_two.B.Kernel.Receive(b, _buffer), Is.Zero);

        _two.Pass(HalfAnHour);

        Assert.That(ErrorOf(_two.A, a), Is.EqualTo(Errno.ETIMEDOUT));
    }

    [Test]
    public void A_sender_that_waits_for_room_gives_up_in_a_partition([Values] bool oneWay)
    {
        (int a, int b) = _two.Connected();
        _two.Fill(_two.A, a);
        (oneWay ? _two.Simulation.Network.From(_two.B, _two.A) : _two.Link).Partition();
        _two.Pass(600);
        Assert.That(ErrorOf(_two.A, a), Is.Zero, "Not yet.");

        _two.Pass(600);

        Assert.That(ErrorOf(_two.A, a), Is.EqualTo(Errno.ETIMEDOUT));
        Assert.That(_two.Simulation.World.UnderWay, Is.Zero);
        Assert.That(_two.B.Kernel.Receive(b, _buffer), Is.Positive, "What has arrived stays.");
    }

    [Test]
    public void A_sender_that_waits_for_room_goes_on_after_a_partition()
    {
        (int a, int b) = _two.Connected();
        _two.Fill(_two.A, a);
        _two.Link.Partition();
        _two.Pass(60);
        byte[] buffer = new byte[1_000_000];
        Assert.That(_two.B.Kernel.Receive(b, buffer), Is.Positive);
        _two.Link.Heal();
        _two.Pass(120);

        Assert.That(_two.A.Kernel.Send(a, [1]), Is.EqualTo(1));
    }

    [Test]
    public void A_sender_that_waits_for_room_finds_out_that_the_peer_is_gone()
    {
        (int a, int b) = _two.Connected();
        _two.Fill(_two.A, a);
        _two.Link.Partition();
        _two.CloseHard(_two.B, b);
        _two.Pass(60);
        _two.Link.Heal();
        _two.Pass(180);

        Assert.That(ErrorOf(_two.A, a), Is.EqualTo(Errno.ECONNRESET));
    }

    [Test]
    public void What_is_left_of_an_attempt_does_not_end_the_next_one()
    {
        SimulatedHost c = _two.Simulation.AddHost("c");
        _two.Listen(_two.B);
        _two.Listen(c);
        int client = _two.Connect(_two.A, _two.B);
        _two.Pass(0.015);
        _two.Link.Partition();
        _two.A.Kernel.Shutdown(client, SocketShutdown.Both);
        ErrorOf(_two.A, client);
        Assert.That(_two.A.Kernel.Connect(client, AddressOf(c.At(7000))), Is.EqualTo(-Errno.EINPROGRESS).Or.EqualTo(-Errno.EINVAL));
        _two.Pass(1);
        _two.A.Kernel.Connect(client, AddressOf(c.At(7000)));

        _two.Pass(HalfAnHour);

        Assert.That(ErrorOf(_two.A, client), Is.Zero);
    }

    [Test]
    public void A_listener_that_listens_again_counts_right()
    {
        int listener = _two.Listen(_two.B);
        _two.Connect(_two.A, _two.B);
        _two.Pass(0.015);
        _two.B.Kernel.Shutdown(listener, SocketShutdown.Both);
        Assert.That(_two.B.Kernel.Listen(listener, 0), Is.Zero);
        _two.Pass(0.1);

        // One more than the backlog is taken: the first. The second is to wait.
        int second = _two.Connect(_two.A, _two.B);
        _two.Pass(0.1);

        Assert.That(_two.A.Kernel.GetPeerName(second, _buffer, out _), Is.EqualTo(-Errno.ENOTCONN));
    }

    [Test]
    public void Who_is_isolated_is_so_for_those_who_come_later()
    {
        _two.Simulation.Network.Isolate(_two.B);
        SimulatedHost late = _two.Simulation.AddHost("late");
        Assert.That(_two.Link.IsPartitioned);
        Assert.That(_two.Simulation.Network.From(late, _two.B).IsPartitioned);
        Assert.That(_two.Simulation.Network.From(_two.B, late).IsPartitioned);
        Assert.That(_two.Simulation.Network.Between(_two.A, late).IsPartitioned, Is.False);
        Assert.That(_two.Simulation.Network.Between(_two.B, _two.B).IsPartitioned, Is.False);

        _two.Simulation.Network.Rejoin(_two.B);

        Assert.That(_two.Link.IsPartitioned || _two.Simulation.Network.Between(late, _two.B).IsPartitioned, Is.False);
        Assert.That(_two.Simulation.Network.Between(_two.B, _two.Simulation.AddHost("last")).IsPartitioned, Is.False);
    }

    [Test]
    public void A_packet_that_is_lost_comes_late()
    {
        (int a, int b) = _two.Connected();
        _two.Link.Loss = 0.999;
        _two.A.Kernel.Send(a, [1]);
        _two.Pass(0.2);
        Assert.That(_two.B.Kernel.Receive(b, _buffer), Is.EqualTo(-Errno.EAGAIN));

        _two.Link.Loss = 0;
        _two.A.Kernel.Send(a, [2]);
        _two.Pass(0.1);

        Assert.That(_two.B.Kernel.Receive(b, _buffer), Is.EqualTo(-Errno.EAGAIN), "What comes behind waits: TCP keeps the order.");
    }

    [Test]
    public void A_clogged_link_holds_up_what_is_under_way_and_loses_nothing()
    {
        (int a, int b) = _two.Connected();
        _two.A.Kernel.Send(a, [1]);
        _two.Link.Clog(TimeSpan.FromSeconds(3));
        _two.A.Kernel.Send(a, [2]);
        _two.Pass(2.9);
        Assert.That(_two.B.Kernel.Receive(b, _buffer), Is.EqualTo(-Errno.EAGAIN));

        _two.Pass(0.2);

        Assert.That(_two.B.Kernel.Receive(b, _buffer), Is.EqualTo(2));
    }

    [Test]
    public void The_latency_of_all_links_reaches_those_that_were_looked_at()
    {
        Latency latency = Latency.Constant(TimeSpan.FromSeconds(1));
        SimulatedLink link = _two.Link;
        _two.Simulation.Network.Latency = latency;
        Assert.That(link.Latency, Is.EqualTo(latency));

        link.Latency = Latency.Constant(TimeSpan.Zero);
        _two.Simulation.Network.Latency = Latency.Constant(TimeSpan.FromSeconds(2));

        Assert.That(link.Latency, Is.EqualTo(Latency.Constant(TimeSpan.Zero)));
    }

    [Test]
    public void Time_does_not_go_back()
    {
        Assert.That(() => _two.Link.Clog(TimeSpan.FromTicks(-1)), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => _two.A.Stall(TimeSpan.FromTicks(-1)), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
