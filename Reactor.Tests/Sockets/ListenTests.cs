using System.Net;
using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Sockets;

public sealed class ListenTests : SocketFixture
{
    private static readonly EndPoint NobodysAddress = new IPEndPoint(IPAddress.Parse("240.0.0.1"), 0);

    [Test] // Behaviour 50
    public void Port_zero_becomes_the_port_that_the_kernel_chose()
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        IPEndPoint bound = (IPEndPoint)listener.LocalEndPoint;
        Client(bound);
        Loop.RunUntil(() => Accepted.Count == 1);
        Assert.Multiple(() =>
        {
            Assert.That(bound.Address, Is.EqualTo(IPAddress.Loopback));
            Assert.That(bound.Port, Is.Positive);
            Assert.That(Accepted[0].LocalEndPoint, Is.EqualTo(bound));
        });
    }

    [Test] // Behaviour 49
    public void Port_in_use_throws_and_names_the_end_point()
    {
        StreamListener first = Loop.Listen(AnyPort, Keep);
        SocketException? exception = Assert.Throws<SocketException>(() => Loop.Listen(first.LocalEndPoint, Keep));
        Assert.Multiple(() =>
        {
            Assert.That(exception!.SocketErrorCode, Is.EqualTo(SocketError.AddressAlreadyInUse));
            Assert.That(exception.Message, Does.Contain(first.LocalEndPoint.ToString()).And.Contains("EADDRINUSE").And.Contains("Another process"));
        });
    }

    [Test] // Behaviour 49
    public void Address_of_another_machine_throws_and_says_so()
    {
        SocketException? exception = Assert.Throws<SocketException>(() => Loop.Listen(NobodysAddress, Keep));
        Assert.Multiple(() =>
        {
            Assert.That(exception!.SocketErrorCode, Is.EqualTo(SocketError.AddressNotAvailable));
            Assert.That(exception.Message, Does.Contain("240.0.0.1:0").And.Contains("No interface"));
        });
    }

    [Test] // Behaviour 49
    public void Family_that_the_machine_lacks_throws_and_names_the_end_point()
    {
        Kernel.SocketFault = family => family == AddressFamily.InterNetworkV6 ? Errno.EAFNOSUPPORT : 0;
        SocketException? exception = Assert.Throws<SocketException>(() => Loop.Listen(new IPEndPoint(IPAddress.IPv6Loopback, 0), Keep));
        Assert.Multiple(() =>
        {
            Assert.That(exception!.SocketErrorCode, Is.EqualTo(SocketError.AddressFamilyNotSupported));
            Assert.That(exception.Message, Does.Contain("[::1]:0"));
        });
    }

    [Test]
    public void Name_is_refused_with_the_remedy() =>
        Assert.That(
            () => Loop.Listen(new DnsEndPoint("localhost", 0), Keep),
            Throws.ArgumentException.With.Message.Contains("localhost").And.Message.Contains("ListenAsync"));

    [Test]
    public void Unknown_kind_of_end_point_is_refused() =>
        Assert.That(() => Loop.Listen(new OddEndPoint(), Keep), Throws.ArgumentException.With.Message.Contains(nameof(OddEndPoint)));

    [Test]
    public void Refused_bind_leaves_no_descriptor_open()
    {
        int before = Kernel.OpenDescriptors.Count;
        Assert.Throws<SocketException>(() => Loop.Listen(NobodysAddress, Keep));
        Assert.That(Kernel.OpenDescriptors, Has.Count.EqualTo(before));
    }

    [Test]
    public void Refused_registration_leaves_no_descriptor_open()
    {
        int before = Kernel.OpenDescriptors.Count;
        Kernel.EpollAddFault = _ => Errno.ENOMEM;
        Assert.Throws<IOException>(() => Loop.Listen(AnyPort, Keep, new ListenOptions { OnExhaustion = ExhaustionPolicy.Shed }));
        Assert.That(Kernel.OpenDescriptors, Has.Count.EqualTo(before));
    }

    [Test]
    public void Backlog_is_4096_unless_told_otherwise()
    {
        Loop.Listen(AnyPort, Keep);
        int usual = Kernel.Backlog;
        Loop.Listen(AnyPort, Keep, new ListenOptions { Backlog = 7 });
        Assert.Multiple(() =>
        {
            Assert.That(usual, Is.EqualTo(4_096));
            Assert.That(Kernel.Backlog, Is.EqualTo(7));
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Accepted_sockets_inherit_no_delay(bool noDelay)
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep, new ListenOptions { NoDelay = noDelay });
        Client(listener);
        Loop.RunUntil(() => Accepted.Count == 1);
        Assert.That(Accepted[0].NoDelay, Is.EqualTo(noDelay));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Accepted_sockets_inherit_keep_alive(bool keepAlive)
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep, new ListenOptions { KeepAlive = keepAlive });
        Client(listener);
        Loop.RunUntil(() => Accepted.Count == 1);
        Assert.That(Accepted[0].KeepAlive, Is.EqualTo(keepAlive));
    }

    [Test]
    public void No_delay_is_on_and_keep_alive_off_by_default()
    {
        (StreamSocket server, _) = Pair();
        Assert.Multiple(() =>
        {
            Assert.That(server.NoDelay, Is.True);
            Assert.That(server.KeepAlive, Is.False);
        });
    }

    [Test]
    public void Old_connections_that_linger_do_not_keep_the_port()
    {
        EndPoint used = LeaveLingeringConnection();
        Assert.That(Loop.Listen(used, Keep).LocalEndPoint, Is.EqualTo(used));
    }

    [Test]
    public void Without_reuse_address_old_connections_keep_the_port()
    {
        EndPoint used = LeaveLingeringConnection();
        Assert.That(
            () => Loop.Listen(used, Keep, new ListenOptions { ReuseAddress = false }),
            Throws.InstanceOf<SocketException>().With.Property(nameof(SocketException.SocketErrorCode)).EqualTo(SocketError.AddressAlreadyInUse));
    }

    [Test]
    public void Shared_port_serves_every_client_through_one_of_its_listeners()
    {
        ListenOptions shared = new() { ReusePort = true };
        int[] counts = new int[2];
        StreamListener first = Loop.Listen(AnyPort, socket => Count(0, socket), shared);
        Loop.Listen(first.LocalEndPoint, socket => Count(1, socket), shared);
        for (int client = 0; client < 40; client++)
        {
            Client(first);
        }

        Loop.RunUntil(() => Accepted.Count == 40);

        // The kernel spreads them by a hash of the ports: all forty on one side is a chance of one in 2^39.
        Assert.That(counts, Has.All.Positive);

        void Count(int listener, StreamSocket socket)
        {
            counts[listener]++;
            Keep(socket);
        }
    }

    [Test]
    public void Closed_port_can_be_listened_on_again_at_once()
    {
        StreamListener first = Loop.Listen(AnyPort, Keep);
        first.Dispose();
        StreamListener second = Loop.Listen(first.LocalEndPoint, Keep);
        Client(second);
        Loop.RunUntil(() => Accepted.Count == 1);
    }

    /// <summary>Ends a connection on this side first, so that it waits out its time here.</summary>
    private EndPoint LeaveLingeringConnection()
    {
        using StreamListener listener = Loop.Listen(AnyPort, Keep);
        Socket client = Client(listener);
        Loop.RunUntil(() => Accepted.Count == 1);
        Accepted[0].Dispose();
        Assert.That(client.Look(), Is.EqualTo(SocketError.Success));
        client.Dispose();
        return listener.LocalEndPoint;
    }

    private sealed class OddEndPoint : EndPoint;

    [Test]
    public void Listener_whose_registration_is_gone_still_closes_its_descriptor()
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        int before = Kernel.OpenDescriptors.Count;
        for (int slot = 0; slot < Loop.Core.Poller.Table.Length; slot++)
        {
            if (Loop.Core.Poller.Table[slot] is { Handler: StreamListener } registration)
            {
                registration.Dispose();
            }
        }

        listener.Dispose();
        listener.Dispose();
        Assert.That((listener.IsOpen, Kernel.OpenDescriptors.Count), Is.EqualTo((false, before - 1)));
    }
}
