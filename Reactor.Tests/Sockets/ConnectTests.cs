using System.Net;
using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.SystemCalls;
using SocketAddress = Reactor.SystemCalls.SocketAddress;

namespace Reactor.Tests.Sockets;

public sealed class ConnectTests : ConnectFixture
{
    private readonly byte[] _buffer = new byte[16];

    [Test]
    public void Connection_to_an_address_is_made_and_works()
    {
        EndPoint server = Listening();
        ConnectAttempt attempt = Connect(server);
        StreamSocket socket = AwaitConnected();
        Loop.RunUntil(() => Accepted.Count == 2);
        StreamSocket other = Accepted.Single(accepted => accepted != socket);
        socket.Send("hello"u8);
        int received = 0;
        other.Register(Interest.Read, new ProbeHandler { Readable = _ => received += other.Receive(_buffer).Count });
        Loop.RunUntil(() => received == 5);
        Assert.Multiple(() =>
        {
            Assert.That(attempt.IsCompleted, Is.True);
            Assert.That(attempt.Target, Is.EqualTo(server));
            Assert.That(socket.RemoteEndPoint, Is.EqualTo(server));
            Assert.That(socket.LocalEndPoint, Is.EqualTo(other.RemoteEndPoint));
        });
    }

    [Test] // Smaller ones: a connect that succeeds synchronously still calls back later
    public void Unix_connection_is_made_at_once_and_told_later()
    {
        StreamListener listener = Loop.Listen(TemporaryPath(), Keep);
        ConnectAttempt attempt = Connect(listener.LocalEndPoint);
        Assert.That((Callbacks, attempt.IsCompleted), Is.EqualTo((0, false)), "Inside the call.");
        Assert.That(AwaitConnected().RemoteEndPoint, Is.EqualTo(listener.LocalEndPoint));
    }

    [Test] // Behaviour 55
    public void Refusal_is_told_once_and_never_inside_the_call()
    {
        IPEndPoint nobody = Refusing();
        Connect(nobody);
        Assert.That(Callbacks, Is.Zero, "Inside the call.");
        ConnectFailure failure = AwaitFailure();
        Loop.RunFor(TimeSpan.FromMilliseconds(5));
        Assert.Multiple(() =>
        {
            Assert.That(failure.Error, Is.EqualTo(SocketError.ConnectionRefused));
            Assert.That(failure.Tries, Is.EqualTo(new[] { new ConnectTry(nobody, SocketError.ConnectionRefused) }));
            Assert.That(failure.ToString(), Does.Contain(nobody.ToString()).And.Contains("ConnectionRefused"));
            Assert.That(failure.IsCancelled, Is.False);
            Assert.That(Callbacks, Is.EqualTo(1));
        });
    }

    [Test] // Smaller ones: a connect that fails synchronously still calls back later
    public void Failure_that_the_kernel_tells_at_once_is_told_later()
    {
        Kernel.ConnectFault = static (_, _) => Errno.ENETUNREACH;
        Connect(new IPEndPoint(IPAddress.Loopback, 1));
        Assert.That(Callbacks, Is.Zero, "Inside the call.");
        Assert.That(AwaitFailure().Error, Is.EqualTo(SocketError.NetworkUnreachable));
    }

    [Test]
    public void Unix_path_that_is_not_there_is_a_failure()
    {
        UnixDomainSocketEndPoint path = TemporaryPath();
        Connect(path);
        ConnectFailure failure = AwaitFailure();
        Assert.Multiple(() =>
        {
            Assert.That(failure.Error, Is.EqualTo(SocketError.AddressNotAvailable));
            Assert.That(failure.ToString(), Does.Contain(path.ToString()));
        });
    }

    [Test] // Behaviour 57
    public void Failed_attempts_leave_no_descriptor_open()
    {
        IPEndPoint nobody = Refusing();
        int before = Kernel.OpenDescriptors.Count;
        for (int attempt = 0; attempt < 10; attempt++)
        {
            Connect(nobody);
        }

        Connect(TemporaryPath());
        Loop.RunUntil(() => Failures.Count == 11);
        Assert.Multiple(() =>
        {
            Assert.That(Kernel.OpenDescriptors, Has.Count.EqualTo(before));
            Assert.That(Loop.Statistics.OpenConnections, Is.Zero);
        });
    }

    [Test]
    public void Kernel_without_a_descriptor_to_spare_is_a_failure()
    {
        EndPoint server = Listening();
        Kernel.SocketFault = static _ => Errno.EMFILE;
        Connect(server);
        Assert.That(AwaitFailure().Error, Is.EqualTo(SocketError.TooManyOpenSockets));
    }

    [Test]
    public void Kernel_that_refuses_to_watch_the_socket_is_a_failure()
    {
        Kernel.ConnectFault = static (_, _) => Errno.EINPROGRESS;
        Kernel.EpollAddFault = static _ => Errno.ENOMEM;
        int before = Kernel.OpenDescriptors.Count;
        Connect(new IPEndPoint(IPAddress.Loopback, 1));
        Assert.Multiple(() =>
        {
            Assert.That(AwaitFailure().Error, Is.EqualTo(SocketError.NoBufferSpaceAvailable));
            Assert.That(Kernel.OpenDescriptors, Has.Count.EqualTo(before));
        });
    }

    [Test]
    public void Signal_during_connect_does_not_undo_it()
    {
        EndPoint server = Listening();
        bool interrupted = false;
        Kernel.ConnectFault = (socket, address) =>
        {
            Span<byte> bytes = stackalloc byte[SocketAddress.MaxLength];
            interrupted = true;
            Kernel.ConnectFault = null;
            Kernel.Connect(socket, bytes[..SocketAddress.Write(address!, bytes)]);
            return Errno.EINTR;
        };
        Connect(server);
        AwaitConnected();
        Assert.That(interrupted, Is.True);
    }

    [TestCase("127.0.0.1")] // Smaller ones: self-connect on a loopback port
    [TestCase("0.0.0.0")] // Stands for this machine, too.
    public void Connection_to_itself_is_refused(string target)
    {
        // The port belongs to a socket that does not listen, so nobody else can have it.
        using Socket holder = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        holder.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        holder.Bind(AnyPort);
        IPEndPoint own = (IPEndPoint)holder.LocalEndPoint!;
        bool met = false;
        Kernel.ConnectFault = (socket, address) =>
        {
            // What the kernel does by chance: it gives the client the very port that it wants to connect to.
            Span<byte> bytes = stackalloc byte[SocketAddress.MaxLength];
            Kernel.SetSocketOption(socket, SocketOption.ReuseAddress, 1);
            met = Kernel.Bind(socket, bytes[..SocketAddress.Write(own, bytes)]) == 0;
            return 0;
        };
        Connect(new IPEndPoint(IPAddress.Parse(target), own.Port));
        Assert.That(AwaitFailure().Error, Is.EqualTo(SocketError.ConnectionRefused));
        Assert.That(met, Is.True);
    }

    [Test]
    public void Unknown_kind_of_end_point_is_refused() =>
        Assert.That(() => Connect(new OddEndPoint()), Throws.ArgumentException.With.Message.Contains(nameof(OddEndPoint)));

    [Test] // Behaviour 56
    public void Disposing_the_loop_gives_every_attempt_its_one_callback()
    {
        EndPoint server = Listening();
        Kernel.ConnectFault = (_, address) => address!.Equals(server) ? 0 : Errno.EINPROGRESS;
        Connect(server);
        Connect(new IPEndPoint(IPAddress.Loopback, 1));
        List<ConnectFailure> failures = [.. Failures];
        EventLoop loop = Loop;
        loop.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(failures, Is.Empty);
            Assert.That(Failures.Select(failure => failure.Error), Is.EqualTo(new[] { SocketError.OperationAborted, SocketError.OperationAborted }));
            Assert.That(Connected, Is.Empty);
            Assert.That(loop.Statistics.TasksDropped, Is.Zero, "An attempt is no task of the user's.");
            Assert.That(Kernel.OpenDescriptors, Is.Empty);
        });
    }

    [Test] // Behaviour 56
    public void Connection_that_is_made_but_not_handed_over_is_closed_with_the_loop()
    {
        StreamListener listener = Loop.Listen(TemporaryPath(), Keep);
        Connect(listener.LocalEndPoint);
        Loop.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(Failures, Has.One.Property(nameof(ConnectFailure.IsCancelled)).True);
            Assert.That(Kernel.OpenDescriptors, Is.Empty);
        });
    }

    [Test]
    public void Connecting_anew_from_the_last_callback_is_refused_once_the_loop_is_being_disposed()
    {
        EndPoint server = Listening();
        Kernel.ConnectFault = static (_, _) => Errno.EINPROGRESS;
        int failures = 0;
        Exception? refusal = null;
        Loop.Connect(server, Keep, _ =>
        {
            failures++;
            refusal = Assert.Throws<ObjectDisposedException>(() => Connect(server));
        });
        Loop.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That((failures, Callbacks), Is.EqualTo((1, 0)));
            Assert.That(refusal, Is.Not.Null);
            Assert.That(Kernel.OpenDescriptors, Is.Empty);
        });
    }

    private sealed class OddEndPoint : EndPoint;
}
