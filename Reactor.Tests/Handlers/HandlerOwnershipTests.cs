using System.Net.Sockets;
using System.Runtime.InteropServices;
using Reactor.Handlers;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

/// <summary>One handler instance serves one connection.</summary>
public sealed class HandlerOwnershipTests
{
    [Test]
    public void A_factory_that_gives_a_handler_twice_costs_the_second_connection()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient first) = rig.Connect();

        RawClient second = rig.Connect(server);
        rig.Until(() => second.WasReset);
        first.Send("still served");
        rig.Until(() => server.Text == "still served");

        Assert.That(server.Count("connected"), Is.EqualTo(1));
        Assert.That(rig.Loop.Statistics.Faults, Is.EqualTo(1));
        Assert.That(rig.Loop.Statistics.OpenConnections, Is.EqualTo(1));
    }

    [Test]
    public void A_handler_that_has_served_is_not_taken_again()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient _) = rig.Connect();
        server.Abort();
        rig.Until(() => server.IsClosed);

        Assert.That(
            () => rig.Loop.Connect(rig.EndPoint, server),
            Throws.InvalidOperationException.With.Message.Contains("Make a new handler"));
    }

    [Test]
    public void A_handler_whose_connect_failed_may_try_again()
    {
        using ConnectionRig rig = new();
        Probe client = new();
        using Socket unused = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        rig.Loop.Connect(unused.LocalEndPoint!, client);
        rig.Until(() => client.Failure is not null);

        Probe server = new();
        rig.Connect(client, server);

        Assert.That(client.Failure!.Value.Error, Is.EqualTo(SocketError.ConnectionRefused));
        Assert.That(client.Calls, Is.EqualTo(new[] { "connect failed", "connected" }));
    }

    [Test]
    public void A_handler_that_is_connecting_cannot_be_given_away()
    {
        using ConnectionRig rig = new();
        Probe client = new();
        rig.Loop.Connect(rig.EndPoint, client);

        Assert.That(() => rig.Loop.Connect(rig.EndPoint, client), Throws.InvalidOperationException);
    }

    [Test]
    public void A_handler_whose_connect_was_refused_at_once_is_still_free()
    {
        using ConnectionRig rig = new();
        Probe client = new();
        Assert.That(() => rig.Loop.Connect(null!, client), Throws.ArgumentNullException);

        rig.Connect(client, new Probe());

        Assert.That(client.IsOpen);
    }

    // Bug 12
    [TestCase(false)]
    [TestCase(true)]
    public void A_factory_that_fails_costs_its_socket_and_nothing_else(bool throws)
    {
        List<LoopFault> faults = [];
        using ConnectionRig rig = new(new EventLoopOptions
        {
            FaultPolicy = fault =>
            {
                faults.Add(fault);
                return FaultAction.Contain;
            },
        });

        RawClient refused = rig.Connect(() => throws ? throw new InvalidOperationException("full") : null!);
        (Probe server, RawClient client) = rig.Connect();
        client.Send("hello");
        rig.Until(() => server.Text == "hello" && refused.WasReset);

        Assert.That(faults.Select(static fault => fault.Kind), Is.EqualTo(new[] { FaultKind.Accept }));
    }

    [Test]
    public void Before_the_connection_is_made_there_is_nothing_to_do_and_no_loop()
    {
        Probe probe = new();

        Assert.That(probe.IsOpen, Is.False);
        Assert.That(probe.Send("nobody"), Is.EqualTo(SendOutcome.Closed));
        Assert.That(probe.LocalEndPoint, Is.Null);
        Assert.That(probe.RemoteEndPoint, Is.Null);
        Assert.That(() => probe.Loop, Throws.InvalidOperationException);
        Assert.That(() => probe.Stream, Throws.InvalidOperationException);
        Assert.That(() => probe.Schedule(TimeSpan.Zero, () => { }), Throws.InvalidOperationException);
        Assert.That(() => probe.Defer(() => { }), Throws.InvalidOperationException);
        Assert.That(probe.Close, Throws.Nothing);
        Assert.That(probe.Abort, Throws.Nothing);
    }

    [Test]
    public void Every_member_throws_off_the_loop_with_the_remedy()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient _) = rig.Connect();
        SharedPayload payload = SharedPayload.Create(rig.Loop, [1]);
        Action[] members =
        [
            () => server.Send("x"), () => server.Send(payload), server.Close, server.Abort, server.ShutdownOutput, server.PauseReading,
            server.ResumeReading, () => server.Defer(() => { }), () => server.Schedule(TimeSpan.Zero, () => { }), payload.Dispose,
            () => SharedPayload.Create(rig.Loop, [1]),
        ];

        foreach (Action member in members)
        {
            Exception? thrown = null;
            Thread other = new(() =>
            {
                try
                {
                    member();
                }
                catch (InvalidOperationException exception)
                {
                    thrown = exception;
                }
            });
            other.Start();
            other.Join();
            Assert.That(thrown, Is.Not.Null.With.Message.Contains("loop.Post"));
        }

        payload.Dispose();
    }

    [Test]
    public void An_adopted_connection_that_epoll_refuses_is_reset_and_its_handler_is_free()
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (SafeHandle one, SafeHandle peer) = Descriptors.SocketPair();
        using SafeSocketHandle handle = new((nint)Descriptors.Duplicate(one), ownsHandle: true);
        one.Dispose();
        Probe probe = new();

        kernel.EpollAddError = Errno.ENOSPC;
        Assert.That(
            () => rig.Loop.Adopt(handle, probe),
            Throws.InstanceOf<IOException>().With.Message.Contains("ENOSPC"));
        kernel.EpollAddError = 0;

        Assert.That((probe.Calls.Count, rig.Loop.Statistics.OpenConnections), Is.EqualTo((0, 0)));
        rig.Connect(probe, new Probe());
        Assert.That(probe.IsOpen);
        peer.Dispose();
    }
}
