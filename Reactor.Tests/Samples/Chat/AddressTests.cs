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
        addresses.Remove("a", null, default);
        Assert.That(addresses.Add("a"), Is.EqualTo(2));
        addresses.Remove("b", null, default);
        Assert.That(addresses.Add("b"), Is.EqualTo(1));
    }

    [TestCase("10.0.0.1", "10.0.0.1"), TestCase("::ffff:10.0.0.1", "10.0.0.1"), TestCase("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), TestCase("2001:db8:1:2::9", "2001:db8:1:2::/64"), TestCase("::1", "::/64")]
    public void Of_an_IPv6_address_the_network_is_counted(string address, string place) =>
        Assert.That(Addresses.PlaceOf(new IPEndPoint(IPAddress.Parse(address), 1)), Is.EqualTo(place));

    [Test]
    public void Who_comes_back_has_what_was_left_and_what_came_back_since()
    {
        Addresses addresses = new();
        ChatOptions options = new() { FloodRate = 1, FloodBurst = 20 };
        addresses.Add("a");
        FloodGate gate = addresses.Gate("a", options, default);
        gate.Spend(default, price: 15);
        addresses.Remove("a", gate, default);

        addresses.Add("a");
        addresses.Add("b");

        Assert.That(addresses.Gate("a", options, TimeSpan.FromSeconds(3)).Tokens(TimeSpan.FromSeconds(3)), Is.EqualTo(8));
        Assert.That(addresses.Gate("b", options, TimeSpan.FromSeconds(3)).Tokens(TimeSpan.FromSeconds(3)), Is.EqualTo(20));
    }

    [Test]
    public void Those_who_left_are_forgotten_in_time()
    {
        Addresses addresses = new();
        ChatOptions options = new() { FloodRate = 1, FloodBurst = 10 };
        for (int number = 0; number < 10_000; number++)
        {
            TimeSpan now = TimeSpan.FromSeconds(number);
            addresses.Add($"{number}");
            FloodGate gate = addresses.Gate($"{number}", options, now);
            gate.Spend(now, price: 10);
            addresses.Remove($"{number}", gate, now);
        }

        Assert.That(addresses.Known, Is.LessThan(100));
        Assert.That(addresses.All, Is.Empty);
    }
}
