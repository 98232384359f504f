using System.Net;
using System.Net.Sockets;
using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

/// <summary>Where connections come from: TCP, Unix sockets, sockets made by others.</summary>
public sealed class EndPointTests
{
    [Test]
    public void Both_ends_know_both_addresses()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient client) = rig.Connect();

        Assert.That(server.LocalEndPoint, Is.EqualTo(rig.EndPoint));
        Assert.That(server.RemoteEndPoint, Is.EqualTo(client.LocalEndPoint));
        EndPoint peer = client.LocalEndPoint;

        server.Abort();
        rig.Until(() => server.IsClosed);

        Assert.That(server.LocalEndPoint, Is.Null);
        Assert.That(server.RemoteEndPoint, Is.EqualTo(peer), "Also after the end.");
    }

    [Test]
    public void An_outgoing_connection_knows_them_too()
    {
        using ConnectionRig rig = new();
        Probe client = new();
        Probe server = new();
        rig.Connect(client, server);

        Assert.That(client.RemoteEndPoint, Is.EqualTo(rig.EndPoint));
        Assert.That(client.LocalEndPoint, Is.EqualTo(server.RemoteEndPoint));
        Assert.That(client.Loop, Is.SameAs(rig.Loop));
    }

    [TestCase("path")]
    [TestCase("abstract")]
    public void A_unix_socket_works_from_end_to_end(string kind)
    {
        string directory = Directory.CreateTempSubdirectory("reactor-").FullName;
        try
        {
            string name = kind == "path" ? Path.Combine(directory, "socket") : "\0" + directory;
            using ConnectionRig rig = new(new EventLoopOptions(), new UnixDomainSocketEndPoint(name));
            byte[] bytes = TestBytes.Make(2_000_000);
            Probe server = new() { Received = static (probe, received) => probe.Send(received) };
            EndPoint? atTheEnd = null;
            Probe client = new()
            {
                Connected = probe => probe.Send(bytes),
                Drained = static probe => probe.ShutdownOutput(),
                Closed = probe => atTheEnd = probe.RemoteEndPoint,
            };
            rig.Connect(client, server);

            rig.Until(() => client.IsClosed && server.IsClosed);

            Assert.That(client.ReceivedBytes.SequenceEqual(bytes));
            Assert.That(client.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
            Assert.That((atTheEnd, client.RemoteEndPoint), Is.EqualTo((rig.EndPoint, rig.EndPoint)), "Also after the end.");
            Assert.That(server.RemoteEndPoint, Is.Null, "The peer has no name.");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Test]
    public void The_name_of_a_unix_client_outlives_both_ends()
    {
        string name = $"\0reactor-{Path.GetRandomFileName()}";
        using ConnectionRig rig = new(new EventLoopOptions(), new UnixDomainSocketEndPoint(name));
        EndPoint own = new UnixDomainSocketEndPoint(name + "-client");
        List<EndPoint?> told = [];
        Probe server = new() { Closed = probe => told.Add(probe.RemoteEndPoint) };
        Probe client = new();
        rig.Accept(server, () => rig.Loop.Connect(rig.EndPoint, client, new ConnectOptions { LocalEndPoint = own }));
        told.Add(server.RemoteEndPoint);

        client.Abort();
        rig.Until(() => server.IsClosed);

        Assert.That(told, Is.EqualTo(new[] { own, own }));
        Assert.That(server.RemoteEndPoint, Is.EqualTo(own));
    }

    [Test]
    public void A_unix_peer_that_closes_with_input_unread_resets_us_after_what_it_sent()
    {
        string directory = Directory.CreateTempSubdirectory("reactor-").FullName;
        try
        {
            using ConnectionRig rig = new(new EventLoopOptions(), new UnixDomainSocketEndPoint(Path.Combine(directory, "socket")));
            (Probe server, RawClient client) = rig.Connect();
            server.Send("never read");
            rig.Settle();
            client.Send("tail");
            client.Dispose();

            rig.Until(() => server.IsClosed);

            Assert.That(server.Text, Is.EqualTo("tail"));
            Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.Failed, SocketError.ConnectionReset)));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Test]
    public void A_socket_made_by_others_is_adopted_as_if_accepted()
    {
        using EventLoop loop = new();
        (SafeSocketHandle handle, RawClient client) = MakePair();
        using RawClient _ = client;
        Probe server = new() { Received = static (probe, bytes) => probe.Send(bytes) };

        loop.Adopt(handle, server);
        Assert.That(server.Calls, Is.EqualTo(new[] { "connected" }));
        Assert.That(handle.IsClosed);
        Assert.That(server.RemoteEndPoint, Is.EqualTo(client.LocalEndPoint));
        client.Send("hello");
        loop.RunUntil(() => client.Text == "hello");

        client.ShutdownSend();
        loop.RunUntil(() => server.IsClosed);
        Assert.That(client.HasEnded);
    }

    [Test]
    public void A_handler_that_serves_already_does_not_take_an_adopted_socket()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient _) = rig.Connect();
        (SafeSocketHandle handle, RawClient client) = MakePair();
        using RawClient __ = client;
        using SafeSocketHandle ___ = handle;

        Assert.That(() => rig.Loop.Adopt(handle, server), Throws.InvalidOperationException);

        Assert.That(handle.IsClosed, Is.False, "It stays the caller's.");
        Assert.That(rig.Loop.Statistics.OpenConnections, Is.EqualTo(1));
    }

    [Test]
    public void A_handler_whose_adoption_is_refused_is_still_free()
    {
        using ConnectionRig rig = new();
        using Socket unconnected = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Probe server = new();
        Assert.That(() => rig.Loop.Adopt(unconnected.SafeHandle, server), Throws.ArgumentException);

        rig.Connect(server);

        Assert.That(server.IsOpen);
    }

    // Behaviour 55
    [Test]
    public void An_outgoing_connection_that_epoll_refuses_is_a_failed_connect()
    {
        string directory = Directory.CreateTempSubdirectory("reactor-").FullName;
        try
        {
            FullKernel kernel = new();
            EndPoint endPoint = new UnixDomainSocketEndPoint(Path.Combine(directory, "socket"));
            using ConnectionRig rig = new(new EventLoopOptions { Kernel = kernel }, endPoint);
            Probe client = new();

            kernel.EpollAddError = Errno.ENOSPC;
            rig.Loop.Connect(endPoint, client);
            rig.Until(() => client.Calls.Count > 0);
            kernel.EpollAddError = 0;

            Assert.That(client.Calls, Is.EqualTo(new[] { "connect failed" }));
            Assert.That(client.Failure!.Value.Target, Is.EqualTo(endPoint));
            Assert.That(client.Failure!.Value.Error, Is.Not.EqualTo(SocketError.Success));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static (SafeSocketHandle Handle, RawClient Client) MakePair()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        RawClient client = new(listener.LocalEndPoint!);

        // A handle of its own: the finalizer of a socket that nobody holds would close the socket's.
        using Socket accepted = listener.Accept();
        return (new SafeSocketHandle(Descriptors.Duplicate(accepted.SafeHandle), ownsHandle: true), client);
    }
}
