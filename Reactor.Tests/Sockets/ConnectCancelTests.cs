using System.Net;
using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.SystemCalls;

namespace Reactor.Tests.Sockets;

/// <summary><see cref="ConnectAttempt.Cancel"/>: exactly one callback, whenever it comes.</summary>
public sealed class ConnectCancelTests : ConnectFixture
{
    [Test] // Behaviour 56
    public void Cancelled_while_under_way_the_attempt_fails_once_and_later()
    {
        Kernel.ConnectFault = static (_, _) => Errno.EINPROGRESS;
        ConnectAttempt attempt = Connect(new IPEndPoint(IPAddress.Loopback, 1));
        Loop.RunUntilIdle();
        int open = Kernel.OpenDescriptors.Count;
        attempt.Cancel();
        Assert.That((Callbacks, attempt.IsCompleted), Is.EqualTo((0, false)), "Inside the call.");
        ConnectFailure failure = AwaitFailure();
        Assert.Multiple(() =>
        {
            Assert.That(failure.Error, Is.EqualTo(SocketError.OperationAborted));
            Assert.That(failure.IsCancelled, Is.True);
            Assert.That(attempt.IsCompleted, Is.True);
            Assert.That(Kernel.OpenDescriptors, Has.Count.EqualTo(open - 1));
        });
    }

    [Test] // Behaviour 56
    public void Cancelled_right_after_the_call_the_attempt_fails_once()
    {
        Connect(Listening()).Cancel();
        Assert.That(AwaitFailure().IsCancelled, Is.True);
    }

    [Test]
    public void Cancelled_when_made_but_not_handed_over_the_connection_is_closed()
    {
        StreamListener listener = Loop.Listen(TemporaryPath(), static socket => socket.Dispose());
        ConnectAttempt attempt = Connect(listener.LocalEndPoint);
        attempt.Cancel();
        Assert.That(AwaitFailure().IsCancelled, Is.True);
        Loop.RunUntil(() => Loop.Statistics.Accepted == 1);
        Assert.That(Loop.Statistics.OpenConnections, Is.Zero);
    }

    [Test]
    public void Cancelled_when_it_has_failed_already_the_attempt_still_fails_once()
    {
        Kernel.ConnectFault = static (_, _) => Errno.ENETUNREACH;
        Connect(new IPEndPoint(IPAddress.Loopback, 1)).Cancel();
        AwaitFailure();
    }

    [Test]
    public void Cancelling_twice_is_cancelling_once()
    {
        ConnectAttempt attempt = Connect(Listening());
        attempt.Cancel();
        attempt.Cancel();
        AwaitFailure();
        attempt.Cancel();
        Loop.RunUntilIdle();
        Assert.That(Callbacks, Is.EqualTo(1));
    }

    [Test]
    public void Cancelling_a_connection_that_was_handed_over_is_nothing()
    {
        ConnectAttempt attempt = Connect(Listening());
        StreamSocket socket = AwaitConnected();
        attempt.Cancel();
        Loop.RunUntilIdle();
        Assert.That((Callbacks, socket.IsOpen), Is.EqualTo((1, true)));
    }

    [Test]
    public void Cancelling_inside_the_callback_is_nothing()
    {
        ConnectAttempt? attempt = null;
        attempt = Loop.Connect(
            Listening(),
            socket =>
            {
                Keep(socket);
                Connected.Add(socket);
                attempt!.Cancel();
            },
            Failures.Add);
        Assert.That(AwaitConnected().IsOpen, Is.True);
    }

    [Test]
    public void Cancelling_inside_the_failure_callback_is_nothing()
    {
        ConnectAttempt? attempt = null;
        attempt = Loop.Connect(
            Refusing(),
            Keep,
            failure =>
            {
                Failures.Add(failure);
                attempt!.Cancel();
            });
        Assert.That(AwaitFailure().Error, Is.EqualTo(SocketError.ConnectionRefused));
    }

    [Test]
    public void Attempt_that_another_callback_of_the_turn_cancels_does_not_connect()
    {
        // Both are writable in one batch; the first to be told cancels the other.
        ConnectAttempt[] attempts = new ConnectAttempt[2];
        EndPoint server = Listening();
        for (int index = 0; index < 2; index++)
        {
            ConnectAttempt Other() => attempts[1 - Array.FindIndex(attempts, attempt => attempt.IsCompleted)];
            attempts[index] = Loop.Connect(
                server,
                socket =>
                {
                    Keep(socket);
                    Connected.Add(socket);
                    Other().Cancel();
                },
                Failures.Add);
        }

        Loop.RunUntil(() => Callbacks == 2);
        Loop.RunUntilIdle();
        Assert.Multiple(() =>
        {
            Assert.That(Connected, Has.Count.EqualTo(1));
            Assert.That(Failures, Has.One.Property(nameof(ConnectFailure.IsCancelled)).True);
        });
    }

    [Test]
    public void Cancelling_from_another_thread_throws_and_names_the_remedy()
    {
        ConnectAttempt attempt = Connect(Listening());
        string? message = null;
        Thread thread = new(() => message = Assert.Throws<InvalidOperationException>(attempt.Cancel)!.Message);
        thread.Start();
        thread.Join();
        Assert.That(message, Does.Contain("loop.Post"));
        AwaitConnected();
    }

    [Test]
    public void Resolver_that_throws_when_it_is_given_up_costs_the_caller_of_Cancel_nothing()
    {
        BrokenResolver resolver = new();
        MakeLoop(resolver: resolver);
        ConnectAttempt attempt = Connect(BrokenResolver.AnyName);
        Assert.That(attempt.Cancel, Throws.Nothing);
        Assert.That(AwaitFailure().IsCancelled);
        ExpectOneFaultOf(resolver);
    }

    [Test]
    public void Resolver_that_throws_when_the_loop_is_disposed_keeps_nobody_from_being_told()
    {
        BrokenResolver resolver = new();
        MakeLoop(resolver: resolver);
        Connect(BrokenResolver.AnyName);
        Loop.Dispose();
        Assert.That((Connected.Count, Failures.Count), Is.EqualTo((0, 1)), "Connected, failed.");
        ExpectOneFaultOf(resolver);
    }

    private void ExpectOneFaultOf(NameResolver resolver)
    {
        Assert.That(Faults, Has.Count.EqualTo(1));
        Assert.That((Faults[0].Kind, Faults[0].Source), Is.EqualTo((FaultKind.Connect, resolver)));
        Assert.That(Faults[0].Exception.GetBaseException().Message, Is.EqualTo("Thrown on purpose."));
    }
}
