using System.Net;
using ChatServer;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>What an address looks like between a user's name and the end of its prefix, and how connections are counted by it.</summary>
public sealed class AddressTests
{
    [TestCase("127.0.0.1", "127.0.0.1"), TestCase("::ffff:10.1.2.3", "10.1.2.3"), TestCase("::1", "0::1"), TestCase("fd00::1", "fd00::1")]
    public void A_host_never_begins_with_a_colon(string address, string host) =>
        Assert.That(Addresses.HostOf(new IPEndPoint(IPAddress.Parse(address), 1)), Is.EqualTo(host));

    [Test]
    public void A_peer_without_an_address_is_local() => Assert.That(Addresses.HostOf(null), Is.EqualTo("localhost"));

    [Test]
    public void Each_address_is_counted_for_itself()
    {
        Addresses addresses = new();

        Assert.That(new[] { addresses.Add("a"), addresses.Add("a"), addresses.Add("b") }, Is.EqualTo(new[] { 1, 2, 1 }));
        addresses.Remove("a");
        Assert.That(addresses.Add("a"), Is.EqualTo(2));
        addresses.Remove("b");
        Assert.That(addresses.Add("b"), Is.EqualTo(1));
    }
}
