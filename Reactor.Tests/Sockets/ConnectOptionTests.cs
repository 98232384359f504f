using System.Net;
using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.SystemCalls;

namespace Reactor.Tests.Sockets;

public sealed class ConnectOptionTests : ConnectFixture
{
    private static readonly IPEndPoint Silent = new(IPAddress.Loopback, 1);

    [TestCase(true)]
    [TestCase(false)]
    public void No_delay_is_set_as_asked(bool noDelay)
    {
        Connect(Listening(), new ConnectOptions { NoDelay = noDelay });
        Assert.That(AwaitConnected().NoDelay, Is.EqualTo(noDelay));
    }

    [Test]
    public void No_delay_is_on_and_keep_alive_off_by_default()
    {
        Connect(Listening());
        StreamSocket socket = AwaitConnected();
        Assert.Multiple(() =>
        {
            Assert.That(socket.NoDelay, Is.True);
            Assert.That(socket.KeepAlive, Is.False);
        });
    }

    [Test]
    public void Keep_alive_is_set_as_asked()
    {
        Connect(Listening(), new ConnectOptions { KeepAlive = true });
        Assert.That(AwaitConnected().KeepAlive, Is.True);
    }

    [Test]
    public void Connection_comes_from_the_local_address_that_was_asked_for()
    {
        Connect(Listening(), new ConnectOptions { LocalEndPoint = new IPEndPoint(IPAddress.Parse("127.0.0.9"), 0) });
        Assert.That(((IPEndPoint)AwaitConnected().LocalEndPoint!).Address, Is.EqualTo(IPAddress.Parse("127.0.0.9")));
    }

    [Test]
    public void Local_address_that_is_not_ours_is_a_failure()
    {
        Connect(Listening(), new ConnectOptions { LocalEndPoint = new IPEndPoint(IPAddress.Parse("240.0.0.1"), 0) });
        Assert.That(AwaitFailure().Error, Is.EqualTo(SocketError.AddressNotAvailable));
    }

    [Test]
    public void Local_end_point_without_an_address_is_refused_before_anything_is_made()
    {
        EndPoint server = Listening();
        int before = Kernel.OpenDescriptors.Count;
        ConnectOptions options = new() { LocalEndPoint = new DnsEndPoint("localhost", 0) };
        Assert.Multiple(() =>
        {
            Assert.That(() => Connect(server, options), Throws.ArgumentException.With.Message.Contains("LocalEndPoint"));
            Assert.That(Kernel.OpenDescriptors, Has.Count.EqualTo(before));
        });
        MakeLoop();
        Assert.That(Callbacks, Is.Zero);
    }

    [Test] // Behaviour 56
    public void Address_that_never_answers_times_out_at_the_deadline()
    {
        MakeLoop(virtualTime: true);
        Kernel.ConnectFault = static (_, _) => Errno.EINPROGRESS;
        Connect(Silent, new ConnectOptions { Timeout = TimeSpan.FromSeconds(7) });
        Loop.RunFor(TimeSpan.FromMilliseconds(6_999));
        Assert.That(Callbacks, Is.Zero);
        Loop.RunFor(TimeSpan.FromMilliseconds(2));
        Assert.Multiple(() =>
        {
            Assert.That(AwaitFailure().Error, Is.EqualTo(SocketError.TimedOut));
            Assert.That(Loop.Statistics.OpenConnections, Is.Zero);
        });
    }

    [Test]
    public void Deadline_is_thirty_seconds_unless_told_otherwise()
    {
        MakeLoop(virtualTime: true);
        Kernel.ConnectFault = static (_, _) => Errno.EINPROGRESS;
        Connect(Silent);
        Loop.RunFor(TimeSpan.FromMilliseconds(29_999));
        Assert.That(Callbacks, Is.Zero);
        Loop.RunFor(TimeSpan.FromMilliseconds(2));
        Assert.That(AwaitFailure().Error, Is.EqualTo(SocketError.TimedOut));
    }

    [Test] // Bug 21
    public void Infinite_timeout_waits_for_ever()
    {
        MakeLoop(virtualTime: true);
        Kernel.ConnectFault = static (_, _) => Errno.EINPROGRESS;
        Connect(Silent, new ConnectOptions { Timeout = Timeout.InfiniteTimeSpan });
        Loop.RunFor(TimeSpan.FromDays(2));
        Assert.That(Callbacks, Is.Zero);
    }

    [Test] // Bug 21
    public void Longest_timeout_does_not_overflow()
    {
        MakeLoop(virtualTime: true);
        Kernel.ConnectFault = static (_, _) => Errno.EINPROGRESS;
        Connect(Silent, new ConnectOptions { Timeout = TimeSpan.MaxValue });
        Loop.RunFor(TimeSpan.FromDays(2));
        Assert.That(Callbacks, Is.Zero);
    }

    [Test]
    public void Timeout_of_zero_gives_up_in_the_next_turn()
    {
        MakeLoop(virtualTime: true);
        Kernel.ConnectFault = static (_, _) => Errno.EINPROGRESS;
        Connect(Silent, new ConnectOptions { Timeout = TimeSpan.Zero });
        Assert.Multiple(() =>
        {
            Assert.That(AwaitFailure().Error, Is.EqualTo(SocketError.TimedOut));
            Assert.That(Kernel.Elapsed, Is.LessThan(TimeSpan.FromMilliseconds(15)));
        });
    }

    [Test]
    public void Timer_of_an_attempt_ends_with_it()
    {
        MakeLoop(virtualTime: true);
        Connect(Listening());
        AwaitConnected();
        Loop.RunFor(TimeSpan.FromHours(1));
        Assert.That(Callbacks, Is.EqualTo(1));
    }
}
