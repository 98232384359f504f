using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using CsCheck;
using Reactor.SystemCalls;
using SocketAddress = Reactor.SystemCalls.SocketAddress;

namespace Reactor.Tests.SystemCalls;

/// <summary>End points to bytes and back.</summary>
public sealed class SocketAddressTests
{
    private const int MaxPathBytes = 107;

    private static readonly Gen<IPEndPoint> IPv4 = Gen.Select(Gen.Byte.Array[4], Gen.UShort,
        (address, port) => new IPEndPoint(new IPAddress(address), port));

    private static readonly Gen<IPEndPoint> IPv6 = Gen.Select(Gen.Byte.Array[16], Gen.UInt, Gen.UShort,
        (address, scope, port) => new IPEndPoint(new IPAddress(address, scope), port));

    private static readonly Gen<string> Name = Gen.Char["abcXYZ019/._- éß€日"].Array[1, 60].Select(characters => new string(characters))
        .Where(name => Encoding.UTF8.GetByteCount(name) < MaxPathBytes);

    private static readonly Gen<UnixDomainSocketEndPoint> Unix = Gen.Select(Name, Gen.Bool,
        (name, isAbstract) => new UnixDomainSocketEndPoint(isAbstract ? "\0" + name : name));

    [Test]
    public void IPv4_comes_back() => IPv4.Sample(endPoint => AssertComesBack(endPoint, 16, AddressFamily.InterNetwork));

    [Test]
    public void IPv6_comes_back_with_its_scope() => IPv6.Sample(endPoint => AssertComesBack(endPoint, 28, AddressFamily.InterNetworkV6));

    [Test]
    public void Unix_paths_and_abstract_names_come_back() => Unix.Sample(endPoint => AssertComesBack(endPoint, null, AddressFamily.Unix));

    [Test]
    public void IPv4_is_laid_out_as_sockaddr_in() => Assert.That(
        Bytes(new IPEndPoint(IPAddress.Parse("1.2.3.4"), 0x5060)),
        Is.EqualTo(new byte[] { 2, 0, 0x50, 0x60, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0 }));

    [Test]
    public void IPv6_is_laid_out_as_sockaddr_in6() => Assert.That(
        Bytes(new IPEndPoint(IPAddress.Parse("fe80::1%3"), 0x5060)),
        Is.EqualTo(new byte[] { 10, 0, 0x50, 0x60, 0, 0, 0, 0, 0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 0, 0, 0 }));

    [Test]
    public void A_path_ends_with_NUL_and_an_abstract_name_begins_with_it()
    {
        Assert.That(Bytes(new UnixDomainSocketEndPoint("/é")), Is.EqualTo(new byte[] { 1, 0, (byte)'/', 0xC3, 0xA9, 0 }));
        Assert.That(Bytes(new UnixDomainSocketEndPoint("\0a")), Is.EqualTo(new byte[] { 1, 0, 0, (byte)'a' }));
    }

    [Test]
    public void A_name_that_is_no_text_keeps_its_bytes()
    {
        byte[] address = [1, 0, 0, 0xFF, 0xFE, 0, 0x80];

        Assert.That(Bytes(SocketAddress.Read(address)!), Is.EqualTo(address));
    }

    [Test]
    public void The_base_library_refuses_a_path_that_is_too_long()
    {
        Assert.That(() => new UnixDomainSocketEndPoint(new string('x', MaxPathBytes + 1)), Throws.InstanceOf<ArgumentException>());
        AssertComesBack(new UnixDomainSocketEndPoint(new string('x', MaxPathBytes)), 2 + 108, AddressFamily.Unix);
    }

    [Test]
    public void A_host_name_is_refused_and_named()
    {
        DnsEndPoint host = new("example.test", 80);

        Assert.That(() => SocketAddress.Write(host, new byte[128]), Throws.ArgumentException.With.Message.Contains("example.test"));
        Assert.That(() => SocketAddress.FamilyOf(host), Throws.ArgumentException.With.Message.Contains("resolved"));
    }

    [Test]
    public void A_short_destination_is_refused() =>
        Assert.That(() => SocketAddress.Write(new IPEndPoint(IPAddress.Loopback, 1), new byte[15]), Throws.ArgumentException);

    [Test]
    public void Reading_never_throws() =>
        Gen.Select(Gen.OneOf(Gen.Const((ushort)0), Gen.Const((ushort)1), Gen.Const((ushort)2), Gen.Const((ushort)10), Gen.Const((ushort)77)), Gen.Byte.Array[0, 130]).Sample((family, rest) =>
        {
            byte[] address = [.. BitConverter.GetBytes(family), .. rest];
            EndPoint? whole = SocketAddress.Read(address);
            _ = whole?.ToString();
            SocketAddress.Read(address.AsSpan(0, Math.Min(address.Length, 1)));
            return whole is null || whole.AddressFamily == FamilyOfNative(family);
        });

    [Test]
    public void A_peer_address_is_small() => Assert.That(Unsafe.SizeOf<PeerAddress>(), Is.LessThanOrEqualTo(24));

    [Test]
    public void A_peer_address_comes_back() =>
        Gen.OneOf(IPv4, IPv6).Sample(endPoint => endPoint.Equals(PeerAddress.From(Bytes(endPoint)).ToEndPoint()));

    [Test]
    public void A_peer_address_keeps_neither_Unix_names_nor_half_addresses()
    {
        Assert.That(default(PeerAddress).ToEndPoint(), Is.Null);
        Assert.That(PeerAddress.From(Bytes(new UnixDomainSocketEndPoint("/tmp/x"))).ToEndPoint(), Is.Null);
        foreach (IPAddress address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            byte[] bytes = Bytes(new IPEndPoint(address, 1));
            for (int length = 0; length < bytes.Length; length++)
                Assert.That(PeerAddress.From(bytes.AsSpan(0, length)).ToEndPoint(), Is.Null);
        }
    }

    [Test]
    public void Keeping_a_peer_address_allocates_nothing()
    {
        byte[] bytes = Bytes(new IPEndPoint(IPAddress.IPv6Loopback, 1));
        PeerAddress kept = PeerAddress.From(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 100; i++)
            kept = PeerAddress.From(bytes);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(kept.ToEndPoint(), Is.EqualTo(new IPEndPoint(IPAddress.IPv6Loopback, 1)));
    }

    private static void AssertComesBack(EndPoint endPoint, int? length, AddressFamily family)
    {
        byte[] bytes = Bytes(endPoint);
        Assert.That(SocketAddress.Read(bytes), Is.EqualTo(endPoint));
        Assert.That(bytes, Has.Length.EqualTo(length ?? bytes.Length));
        Assert.That(SocketAddress.FamilyOf(endPoint), Is.EqualTo(family));
    }

    private static byte[] Bytes(EndPoint endPoint)
    {
        byte[] bytes = new byte[SocketAddress.MaxLength];
        return bytes[..SocketAddress.Write(endPoint, bytes)];
    }

    private static AddressFamily FamilyOfNative(ushort family) => family switch
    {
        1 => AddressFamily.Unix,
        2 => AddressFamily.InterNetwork,
        10 => AddressFamily.InterNetworkV6,
        _ => AddressFamily.Unknown,
    };
}
