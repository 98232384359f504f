using System.Net;
using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.Sockets;

namespace Reactor.Tests.Sockets;

/// <summary>The resolver of the base library, with a name that needs no network.</summary>
public sealed class DnsNameResolverTests : ConnectFixture
{
    [Test]
    public async Task Localhost_is_this_machine()
    {
        IPAddress[] addresses = await new DnsNameResolver().ResolveAsync("localhost", AddressFamily.InterNetwork, CancellationToken.None);
        Assert.That(addresses, Is.Not.Empty.And.All.Matches<IPAddress>(IPAddress.IsLoopback));
    }

    [Test]
    public async Task Every_question_is_answered_although_only_a_few_run_at_a_time()
    {
        DnsNameResolver resolver = new();
        IPAddress[][] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            _ => resolver.ResolveAsync("localhost", AddressFamily.InterNetwork, CancellationToken.None).AsTask()));
        Assert.That(answers, Has.All.Not.Empty);
    }

    [Test]
    public void Question_that_is_given_up_is_cancelled() =>
        Assert.That(
            async () => await new DnsNameResolver().ResolveAsync("localhost", AddressFamily.Unspecified, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());

    [Test]
    public void Connect_uses_it_when_no_other_is_given()
    {
        int port = ((IPEndPoint)Listening()).Port;
        Connect(new DnsEndPoint("localhost", port, AddressFamily.InterNetwork));
        Assert.That(AwaitConnected().RemoteEndPoint, Is.EqualTo(new IPEndPoint(IPAddress.Loopback, port)));
    }

    [Test]
    public void ListenAsync_uses_it_when_no_other_is_given()
    {
        Task<StreamListener> listening = Loop.ListenAsync(new DnsEndPoint("localhost", 0, AddressFamily.InterNetwork), Keep);
        Loop.RunUntil(() => listening.IsCompleted);
        Assert.That(((IPEndPoint)listening.Result.LocalEndPoint).Address, Is.EqualTo(IPAddress.Loopback));
    }
}
