using System.Net;
using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.SystemCalls;

namespace Reactor.Tests.Sockets;

/// <summary><see cref="EventLoop.ListenAsync"/>, with a resolver that the test answers for.</summary>
public sealed class ListenByNameTests : SocketFixture
{
    private static readonly IPAddress Nobodys = IPAddress.Parse("240.0.0.1");
    private static readonly DnsEndPoint Server = new("server", 0);

    private ProbeResolver _resolver = new();

    [SetUp]
    public void AnswerForTheResolver() => Use(new ProbeResolver());

    [Test]
    public void First_address_that_can_be_bound_is_listened_on()
    {
        Task<StreamListener> listening = Loop.ListenAsync(Server, Keep);
        _resolver.Answer(Nobodys, IPAddress.Loopback, IPAddress.Parse("127.0.0.2"));
        Loop.RunUntil(() => listening.IsCompleted);
        StreamListener listener = listening.Result;
        Assert.That(((IPEndPoint)listener.LocalEndPoint).Address, Is.EqualTo(IPAddress.Loopback));
        Client(listener);
        Loop.RunUntil(() => Accepted.Count == 1);
    }

    [Test]
    public void Literal_address_needs_no_resolver()
    {
        Task<StreamListener> listening = Loop.ListenAsync(new DnsEndPoint("127.0.0.1", 0), Keep);
        Assert.Multiple(() =>
        {
            Assert.That(listening.IsCompletedSuccessfully, Is.True);
            Assert.That(_resolver.Asked, Is.Empty);
        });
    }

    [Test]
    public void When_no_address_can_be_bound_the_exception_names_each()
    {
        Task<StreamListener> listening = Loop.ListenAsync(Server, Keep);
        _resolver.Answer(Nobodys, IPAddress.Parse("240.0.0.2"));
        SocketException exception = Await<SocketException>(listening);
        Assert.Multiple(() =>
        {
            Assert.That(exception.SocketErrorCode, Is.EqualTo(SocketError.AddressNotAvailable));
            Assert.That(exception.Message, Does.Contain("240.0.0.1:0").And.Contains("240.0.0.2:0"));
        });
    }

    [Test]
    public void Name_that_does_not_resolve_is_an_exception_with_the_reason()
    {
        Task<StreamListener> listening = Loop.ListenAsync(Server, Keep);
        _resolver.Fail(new SocketException((int)SocketError.TryAgain, "come back later"));
        SocketException exception = Await<SocketException>(listening);
        Assert.Multiple(() =>
        {
            Assert.That(exception.SocketErrorCode, Is.EqualTo(SocketError.TryAgain));
            Assert.That(exception.Message, Does.Contain("server").And.Contains("come back later"));
        });
    }

    [Test]
    public void Name_without_addresses_is_an_exception()
    {
        Task<StreamListener> listening = Loop.ListenAsync(Server, Keep);
        _resolver.Answer();
        Assert.That(Await<SocketException>(listening).SocketErrorCode, Is.EqualTo(SocketError.HostNotFound));
    }

    [TestCase("server")]
    [TestCase("127.0.0.1")]
    public void Failure_of_another_kind_is_the_tasks_exception_too(string host)
    {
        Kernel.EpollAddFault = static _ => Errno.ENOMEM;
        Task<StreamListener> listening = Loop.ListenAsync(new DnsEndPoint(host, 0), Keep);
        if (!listening.IsCompleted)
        {
            _resolver.Answer(IPAddress.Loopback);
        }

        Await<IOException>(listening);
        Assert.That(Faults, Is.Empty);
    }

    [Test]
    public void Cancelling_gives_the_resolver_up_and_cancels_the_task()
    {
        using CancellationTokenSource cancellation = new();
        Task<StreamListener> listening = Loop.ListenAsync(Server, Keep, cancellation: cancellation.Token);
        cancellation.Cancel();
        Loop.RunUntil(() => listening.IsCompleted);
        Assert.That((listening.IsCanceled, _resolver.IsGivenUp), Is.EqualTo((true, true)));
    }

    [Test]
    public void Cancelling_does_not_wait_for_a_resolver_that_goes_on()
    {
        Use(new ProbeResolver { IsStubborn = true });
        using CancellationTokenSource cancellation = new();
        Task<StreamListener> listening = Loop.ListenAsync(Server, Keep, cancellation: cancellation.Token);
        cancellation.Cancel();
        Loop.RunUntil(() => listening.IsCompleted, TimeSpan.FromMilliseconds(100));
        Assert.That(listening.IsCanceled, Is.True);

        // What it says afterwards must not leave a listener that nobody knows of.
        int open = Kernel.OpenDescriptors.Count;
        _resolver.Answer(IPAddress.Loopback);
        Loop.RunUntilIdle();
        Assert.That(Kernel.OpenDescriptors, Has.Count.EqualTo(open));
    }

    [Test]
    public void Disposing_the_loop_cancels_the_task()
    {
        Use(new ProbeResolver { IsStubborn = true });
        Task<StreamListener> listening = Loop.ListenAsync(Server, Keep);
        Loop.Dispose();
        Assert.That(() => listening.Wait(TimeSpan.FromSeconds(5)), Throws.InstanceOf<AggregateException>());
        Assert.That(listening.IsCanceled, Is.True);
        _resolver.Answer(IPAddress.Loopback);
    }

    [Test]
    public void Answer_that_waits_when_the_loop_is_disposed_cancels_the_task()
    {
        Task<StreamListener> listening = Loop.ListenAsync(Server, Keep);
        _resolver.Answer(IPAddress.Loopback);
        Loop.Dispose();
        Assert.That(() => listening.Wait(TimeSpan.FromSeconds(5)), Throws.InstanceOf<AggregateException>());
        Assert.That(listening.IsCanceled, Is.True);
    }

    private void Use(ProbeResolver resolver)
    {
        _resolver = resolver;
        MakeLoop(resolver: resolver);
    }

    private TException Await<TException>(Task task)
        where TException : Exception
    {
        Loop.RunUntil(() => task.IsCompleted);
        Assert.That(task.Exception?.InnerException, Is.InstanceOf<TException>(), () => $"The task is {task.Status}.");
        return (TException)task.Exception!.InnerException!;
    }
}
