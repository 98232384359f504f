using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;

namespace Reactor.SystemCalls;

/// <summary>An IPv4 or IPv6 address with its port in 24 bytes, as every connection keeps that of its peer.</summary>
/// <remarks>
/// The end point objects are made when somebody asks. Unix addresses do not fit and are not kept, only that there is one: whoever
/// needs it asks the kernel (<c>getpeername(2)</c>). The default value stands for a peer without an address.
/// </remarks>
internal readonly struct PeerAddress
{
    // struct sockaddr_in: family, port, 4 address bytes, padding. struct sockaddr_in6: family, port, flow, 16 address
    // bytes, scope. The port is in network order, family and scope in that of the machine.
    private const ushort AF_UNIX = 1;
    private const ushort AF_INET = 2;
    private const ushort AF_INET6 = 10;
    private const int IPv4Length = 16;
    private const int IPv6Length = 28;

    /// <summary>The longest <c>sockaddr</c> that is kept; an accept needs no more room.</summary>
    internal const int MaxLength = IPv6Length;

    private readonly ushort _family;
    private readonly ushort _port;
    private readonly uint _scope;
    private readonly InlineArray16<byte> _address;

    private PeerAddress(ushort family) => _family = family;

    private PeerAddress(ushort family, ReadOnlySpan<byte> port, ReadOnlySpan<byte> address, uint scope)
    {
        _family = family;
        _port = BinaryPrimitives.ReadUInt16BigEndian(port);
        _scope = scope;
        address.CopyTo(_address);
    }

    /// <summary>Whether the peer is a Unix socket that has a name, which is not kept here.</summary>
    internal bool IsUnixName => _family == AF_UNIX;

    /// <summary>Takes the address out of a <c>sockaddr</c>, without allocating.</summary>
    /// <param name="sockaddr">What the kernel wrote, be it cut off. Anything but IPv4 and IPv6 is not kept.</param>
    internal static PeerAddress From(ReadOnlySpan<byte> sockaddr)
    {
        ushort family = sockaddr.Length < sizeof(ushort) ? (ushort)0 : BitConverter.ToUInt16(sockaddr);
        return family switch
        {
            AF_UNIX when sockaddr.Length > sizeof(ushort) => new(family),
            AF_INET when sockaddr.Length >= IPv4Length => new(family, sockaddr[2..4], sockaddr[4..8], 0),
            AF_INET6 when sockaddr.Length >= IPv6Length => new(family, sockaddr[2..4], sockaddr[8..24], BitConverter.ToUInt32(sockaddr[24..28])),
            _ => default,
        };
    }

    /// <summary>Makes the end point; null when the address was not kept.</summary>
    /// <remarks>IPv4 peers of a dual-stack listener have IPv4-mapped IPv6 addresses, as in the base library.</remarks>
    internal IPEndPoint? ToEndPoint()
    {
        ReadOnlySpan<byte> address = _address;
        return _family switch
        {
            AF_INET => new(new IPAddress(address[..4]), _port),
            AF_INET6 => new(new IPAddress(address, _scope), _port),
            _ => null,
        };
    }
}
