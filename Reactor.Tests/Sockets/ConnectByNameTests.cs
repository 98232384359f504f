using System.Net;
using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.SystemCalls;

namespace Reactor.Tests.Sockets;

/// <summary>Names, with a resolver that the test answers for, under a clock that it moves.</summary>
public sealed class ConnectByNameTests : ConnectFixture
{
    private static readonly IPAddress First = IPAddress.Parse("127.0.0.2");
    private static readonly IPAddress Second = IPAddress.Parse("127.0.0.3");
    private static readonly IPAddress Third = IPAddress.Parse("127.0.0.4");

    private ProbeResolver _resolver = new();

    [SetUp]
    public void AnswerForTheResolver() => Use(new ProbeResolver());

    [Test]
    public void Addresses_are_tried_in_turn()
    {
        int port = ((IPEndPoint)Listening()).Port;
        Connect(new DnsEndPoint("server", port));
        _resolver.Answer(First, Second, IPAddress.Loopback);
        Assert.That(AwaitConnected().RemoteEndPoint, Is.EqualTo(new IPEndPoint(IPAddress.Loopback, port)));
    }

    [Test]
    public void Family_of_the_end_point_is_passed_on()
    {
        Connect(new DnsEndPoint("server", 1, AddressFamily.InterNetworkV6));
        Connect(new DnsEndPoint("other", 1));
        Assert.That(_resolver.Asked, Is.EqualTo(new[] { ("server", AddressFamily.InterNetworkV6), ("other", AddressFamily.Unspecified) }));
    }

    [Test]
    public void When_all_fail_one_failure_names_every_address_and_its_error()
    {
        Kernel.ConnectFault = static (_, address) => ((IPEndPoint)address!).Address.Equals(First) ? Errno.ENETUNREACH : 0;
        int port = Refusing().Port;
        DnsEndPoint target = new("server", port);
        Connect(target);
        _resolver.Answer(First, Second);
        ConnectFailure failure = AwaitFailure();
        Assert.Multiple(() =>
        {
            Assert.That(failure.Target, Is.SameAs(target));
            Assert.That(failure.Error, Is.EqualTo(SocketError.ConnectionRefused));
            Assert.That(failure.Tries, Is.EqualTo(new[]
            {
                new ConnectTry(new IPEndPoint(First, port), SocketError.NetworkUnreachable),
                new ConnectTry(new IPEndPoint(Second, port), SocketError.ConnectionRefused),
            }));
            Assert.That(failure.ToString(), Does.Contain("server").And.Contains($"127.0.0.2:{port}: NetworkUnreachable").And.Contains($"127.0.0.3:{port}: ConnectionRefused"));
        });
    }

    [Test]
    public void Each_address_has_its_share_of_the_time_that_is_left()
    {
        List<double> began = [];
        Kernel.ConnectFault = (_, _) =>
        {
            began.Add(Math.Round(Kernel.Elapsed.TotalSeconds, 2));
            return Errno.EINPROGRESS;
        };
        Connect(new DnsEndPoint("server", 1), new ConnectOptions { Timeout = TimeSpan.FromSeconds(9) });
        Loop.RunFor(TimeSpan.FromSeconds(3));
        _resolver.Answer(First, Second, Third);
        Loop.RunFor(TimeSpan.FromMilliseconds(5_995));
        Assert.That(Callbacks, Is.Zero);
        Loop.RunFor(TimeSpan.FromMilliseconds(10));
        ConnectFailure failure = AwaitFailure();
        Assert.Multiple(() =>
        {
            Assert.That(began, Is.EqualTo(new[] { 3.0, 5.0, 7.0 }).Within(0.02), "Resolving took three seconds; six are left for three addresses.");
            Assert.That(failure.Error, Is.EqualTo(SocketError.TimedOut));
            Assert.That(failure.Tries.Select(one => one.Error), Is.EqualTo(Enumerable.Repeat(SocketError.TimedOut, 3)));
        });
    }

    [Test]
    public void Silent_address_leaves_time_for_the_next()
    {
        int port = ((IPEndPoint)Listening()).Port;
        Kernel.ConnectFault = static (_, address) => ((IPEndPoint)address!).Address.Equals(First) ? Errno.EINPROGRESS : 0;
        Connect(new DnsEndPoint("server", port), new ConnectOptions { Timeout = TimeSpan.FromSeconds(8) });
        _resolver.Answer(First, IPAddress.Loopback);
        Loop.RunFor(TimeSpan.FromMilliseconds(3_995));
        Assert.That(Callbacks, Is.Zero);
        Loop.RunFor(TimeSpan.FromMilliseconds(10));
        AwaitConnected();
    }

    [Test]
    public void Resolver_that_never_answers_is_given_up_at_the_deadline()
    {
        Connect(new DnsEndPoint("server", 1), new ConnectOptions { Timeout = TimeSpan.FromSeconds(5) });
        Loop.RunFor(TimeSpan.FromMilliseconds(4_999));
        Assert.That(Callbacks, Is.Zero);
        Loop.RunFor(TimeSpan.FromMilliseconds(2));
        ConnectFailure failure = AwaitFailure();
        Assert.Multiple(() =>
        {
            Assert.That(failure.Error, Is.EqualTo(SocketError.TimedOut));
            Assert.That(failure.Tries, Is.Empty);
            Assert.That(_resolver.IsGivenUp, Is.True);
        });
    }

    [Test]
    public void Resolver_that_fails_is_the_reason()
    {
        SocketException cause = new((int)SocketError.HostNotFound);
        Connect(new DnsEndPoint("nowhere", 1));
        _resolver.Fail(cause);
        ConnectFailure failure = AwaitFailure();
        Assert.Multiple(() =>
        {
            Assert.That(failure.Error, Is.EqualTo(SocketError.HostNotFound));
            Assert.That(failure.Exception, Is.SameAs(cause));
            Assert.That(failure.ToString(), Does.Contain("nowhere").And.Contains(cause.Message));
        });
    }

    [Test]
    public void Resolver_that_throws_inside_the_call_is_the_reason_too()
    {
        Use(new ProbeResolver { AtOnce = static () => throw new InvalidOperationException("broken") });
        Connect(new DnsEndPoint("server", 1));
        Assert.That(Callbacks, Is.Zero, "Inside the call.");
        ConnectFailure failure = AwaitFailure();
        Assert.Multiple(() =>
        {
            Assert.That(failure.Error, Is.EqualTo(SocketError.HostNotFound));
            Assert.That(failure.Exception, Is.InstanceOf<InvalidOperationException>());
        });
    }

    [Test]
    public void Name_without_addresses_is_not_found()
    {
        Connect(new DnsEndPoint("server", 1));
        _resolver.Answer();
        Assert.That(AwaitFailure().Error, Is.EqualTo(SocketError.HostNotFound));
    }

    [Test]
    public void Resolver_that_answers_inside_the_call_is_heard_later()
    {
        Use(new ProbeResolver { AtOnce = static () => [IPAddress.Loopback] });
        int port = ((IPEndPoint)Listening()).Port;
        long sockets = Kernel.OpenDescriptors.Count;
        Connect(new DnsEndPoint("server", port));
        Assert.That(Kernel.OpenDescriptors, Has.Count.EqualTo(sockets));
        AwaitConnected();
    }

    [Test]
    public void Answer_from_another_thread_is_heard_on_the_loop()
    {
        int port = ((IPEndPoint)Listening()).Port;
        int loopThread = Environment.CurrentManagedThreadId;
        int heardOn = 0;
        Loop.Connect(
            new DnsEndPoint("server", port),
            socket =>
            {
                Keep(socket);
                Connected.Add(socket);
                heardOn = Environment.CurrentManagedThreadId;
            },
            Failures.Add);
        Thread thread = new(() => _resolver.Answer(IPAddress.Loopback));
        thread.Start();
        thread.Join();
        AwaitConnected();
        Assert.That(heardOn, Is.EqualTo(loopThread));
    }

    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    public void Literal_address_needs_no_resolver(string host)
    {
        StreamListener listener = Loop.Listen(new IPEndPoint(IPAddress.Parse(host), 0), Keep);
        Connect(new DnsEndPoint(host, ((IPEndPoint)listener.LocalEndPoint).Port));
        AwaitConnected();
        Assert.That(_resolver.Asked, Is.Empty);
    }

    [Test]
    public void Cancelling_gives_the_resolver_up()
    {
        ConnectAttempt attempt = Connect(new DnsEndPoint("server", 1));
        attempt.Cancel();
        Assert.Multiple(() =>
        {
            Assert.That(_resolver.IsGivenUp, Is.True);
            Assert.That(AwaitFailure().IsCancelled, Is.True);
        });
    }

    [Test]
    public void Answer_after_the_cancellation_is_not_used()
    {
        Use(new ProbeResolver { IsStubborn = true });
        int port = ((IPEndPoint)Listening()).Port;
        Connect(new DnsEndPoint("server", port)).Cancel();
        _resolver.Answer(IPAddress.Loopback);
        Assert.That(AwaitFailure().IsCancelled, Is.True);
        Assert.That(Loop.Statistics.Accepted, Is.Zero);
    }

    [Test]
    public void Disposing_the_loop_gives_the_resolver_up()
    {
        Connect(new DnsEndPoint("server", 1));
        Loop.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(_resolver.IsGivenUp, Is.True);
            Assert.That(Failures, Has.One.Property(nameof(ConnectFailure.IsCancelled)).True);
        });
    }

    [Test]
    public void Answer_after_the_end_of_the_loop_is_not_used()
    {
        Use(new ProbeResolver { IsStubborn = true });
        Connect(new DnsEndPoint("server", 1));
        Loop.Dispose();
        _resolver.Answer(IPAddress.Loopback);
        Assert.That(Callbacks, Is.EqualTo(1));
    }

    private void Use(ProbeResolver resolver)
    {
        _resolver = resolver;
        MakeLoop(virtualTime: true, resolver: resolver);
    }
}
