using System.Net;
using System.Net.Sockets;
using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.Tests.Sockets;

namespace Reactor.Tests.Stopping;

/// <summary>Stopping while connections are being made.</summary>
public sealed class StopConnectTests : StopFixture
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);
    private static readonly IPEndPoint Silent = new(IPAddress.Loopback, 1);

    [Test]
    public void Attempts_under_way_are_cancelled_and_have_heard_of_it_when_the_run_ends()
    {
        Kernel.ConnectFault = static (_, _) => Errno.EINPROGRESS;
        ProbeConnection[] clients = [Connecting(Silent), Connecting(Silent)];
        StopReport report = Finish(Loop.StopAsync(Deadline));
        Assert.Multiple(() =>
        {
            Assert.That(report.ConnectsCancelled, Is.EqualTo(2));
            Assert.That(clients.Select(client => client.Failures.Single().Error), Has.All.EqualTo(SocketError.OperationAborted));
        });
    }

    [Test]
    public void Client_that_tries_again_at_once_does_not_keep_the_stop_from_ending()
    {
        Kernel.ConnectFault = static (_, _) => Errno.EINPROGRESS;
        ProbeConnection client = Connecting(Silent, failed: connection =>
        {
            if (connection.Failures.Count < 100)
            {
                connection.Loop.Connect(Silent, new ProbeConnection());
            }
        });
        StopReport report = Finish(Loop.StopAsync(Deadline));
        Assert.Multiple(() =>
        {
            Assert.That(client.Failures, Has.Count.EqualTo(1));
            Assert.That(report.ConnectsCancelled, Is.EqualTo(1));
        });
    }

    [Test]
    public void Connection_made_after_the_deadline_does_not_keep_the_stop_from_ending()
    {
        UnixDomainSocketEndPoint path = TemporaryPath();
        using Socket outside = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        outside.Bind(path);
        outside.Listen();
        Serve(Serve(stopping: static _ => { }), 1);

        // In the turn of the deadline, just before it, a connection is begun that is made just after it.
        ProbeConnection late = new() { Stopping = static _ => { } };
        Loop.Schedule(Deadline, () => Loop.Connect(path, late));
        Loop.BeginStop(Deadline);
        Loop.RunOnce(TimeSpan.Zero);
        Loop.RunFor(Deadline + TimeSpan.FromSeconds(1));
        File.Delete(path.ToString());
        Assert.Multiple(() =>
        {
            Assert.That(Loop.IsStopped, Is.True);
            Assert.That(late.Closed, Is.EqualTo(new[] { new CloseReason(CloseKind.StopDeadline) }));
        });
    }

    [Test]
    public void Resolver_that_throws_when_it_is_given_up_does_not_keep_the_stop_from_its_deadline()
    {
        MakeLoop(virtualTime: true, resolver: new BrokenResolver());
        Serve(Serve(stopping: static _ => { }), 1);
        ProbeConnection client = Connecting(BrokenResolver.AnyName);
        Loop.BeginStop(Deadline);
        Loop.RunFor(Deadline + TimeSpan.FromSeconds(1));
        Assert.Multiple(() =>
        {
            Assert.That(Loop.IsStopped, Is.True);
            Assert.That(Connections[0].Closed, Is.EqualTo(new[] { new CloseReason(CloseKind.StopDeadline) }));
            Assert.That(client.Failures, Has.Count.EqualTo(1));
            Assert.That(Faults, Has.Count.EqualTo(1));
        });
    }
}
