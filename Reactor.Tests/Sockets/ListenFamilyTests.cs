using System.Net;
using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.SystemCalls;

namespace Reactor.Tests.Sockets;

/// <summary>IPv6, both families at once, and Unix sockets.</summary>
public sealed class ListenFamilyTests : SocketFixture
{
    [Test]
    public void IPv6_listener_accepts_and_tells_both_addresses()
    {
        StreamListener listener = Loop.Listen(new IPEndPoint(IPAddress.IPv6Loopback, 0), Keep);
        Socket client = Client(listener);
        Loop.RunUntil(() => Accepted.Count == 1);
        Assert.Multiple(() =>
        {
            Assert.That(Accepted[0].LocalEndPoint, Is.EqualTo(listener.LocalEndPoint));
            Assert.That(Accepted[0].RemoteEndPoint, Is.EqualTo(client.LocalEndPoint));
        });
    }

    [Test]
    public void Dual_stack_takes_clients_of_both_families()
    {
        StreamListener listener = Loop.Listen(new IPEndPoint(IPAddress.IPv6Any, 0), Keep, new ListenOptions { DualStack = true });
        int port = ((IPEndPoint)listener.LocalEndPoint).Port;
        Client(new IPEndPoint(IPAddress.IPv6Loopback, port));
        Client(new IPEndPoint(IPAddress.Loopback, port));
        Loop.RunUntil(() => Accepted.Count == 2);
        Assert.That(((IPEndPoint)Accepted[1].RemoteEndPoint!).Address, Is.EqualTo(IPAddress.Loopback.MapToIPv6()));
    }

    [Test]
    public void Without_dual_stack_an_IPv6_listener_leaves_IPv4_alone()
    {
        StreamListener listener = Loop.Listen(new IPEndPoint(IPAddress.IPv6Any, 0), Keep);
        int port = ((IPEndPoint)listener.LocalEndPoint).Port;

        // Both can have the port, whatever the system's default for dual stack is.
        Loop.Listen(new IPEndPoint(IPAddress.Any, port), Keep);
        Client(new IPEndPoint(IPAddress.Loopback, port));
        Loop.RunUntil(() => Accepted.Count == 1);
        Assert.That(((IPEndPoint)Accepted[0].RemoteEndPoint!).Address, Is.EqualTo(IPAddress.Loopback));
    }

    [Test]
    public void Unix_path_is_there_while_the_listener_is()
    {
        UnixDomainSocketEndPoint path = TemporaryPath();
        StreamListener listener = Loop.Listen(path, Keep);
        Assert.That(listener.LocalEndPoint, Is.EqualTo(path));
        Client(listener);
        Loop.RunUntil(() => Accepted.Count == 1);
        Assert.That(File.Exists(path.ToString()), Is.True);
        listener.Dispose();
        Assert.That(File.Exists(path.ToString()), Is.False);
    }

    [Test]
    public void Unix_path_is_removed_when_the_loop_is_disposed()
    {
        UnixDomainSocketEndPoint path = TemporaryPath();
        Loop.Listen(path, Keep);
        MakeLoop();
        Assert.That(File.Exists(path.ToString()), Is.False);
    }

    [Test]
    public void Abstract_name_works_and_is_no_file()
    {
        UnixDomainSocketEndPoint name = new($"\0reactor-{Path.GetRandomFileName()}");
        StreamListener listener = Loop.Listen(name, Keep);
        Client(name);
        Loop.RunUntil(() => Accepted.Count == 1);
        Assert.Multiple(() =>
        {
            Assert.That(listener.LocalEndPoint, Is.EqualTo(name));
            Assert.That(File.Exists(name.ToString()), Is.False);
        });
    }

    [Test]
    public void Path_left_behind_by_a_dead_server_is_in_use_and_the_message_says_to_remove_it()
    {
        UnixDomainSocketEndPoint path = TemporaryPath();
        File.WriteAllText(path.ToString(), "");
        try
        {
            Assert.That(
                () => Loop.Listen(path, Keep),
                Throws.InstanceOf<SocketException>().With.Message.Contains(path.ToString()).And.Message.Contains("remove it"));

            // It was not ours.
            Assert.That(File.Exists(path.ToString()), Is.True);
        }
        finally
        {
            File.Delete(path.ToString());
        }
    }

    [Test]
    public void Failed_listen_leaves_no_path_behind()
    {
        UnixDomainSocketEndPoint path = TemporaryPath();
        Kernel.ListenFault = _ => Errno.ENOBUFS;
        Assert.Throws<SocketException>(() => Loop.Listen(path, Keep));
        Assert.That(File.Exists(path.ToString()), Is.False);
    }

    [Test]
    public void Failed_registration_leaves_no_path_behind()
    {
        UnixDomainSocketEndPoint path = TemporaryPath();
        Kernel.EpollAddFault = _ => Errno.ENOMEM;
        Assert.Throws<IOException>(() => Loop.Listen(path, Keep));
        Assert.That(File.Exists(path.ToString()), Is.False);
    }

    [Test]
    public void Unix_client_without_a_name_has_no_remote_end_point()
    {
        (StreamSocket server, _) = Pair(TemporaryPath());
        Assert.That(server.RemoteEndPoint, Is.Null);
    }
}
