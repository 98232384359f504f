using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

/// <summary>An address with a port. IPv4 is kept as IPv4-mapped IPv6, so that one comparison serves both.</summary>
/// <param name="Address">The 16 bytes of the IPv6 address, the first the most significant.</param>
/// <param name="Port">The port.</param>
internal readonly record struct Endpoint(UInt128 Address, ushort Port)
{
    // struct sockaddr_in and sockaddr_in6 of ip(7) and ipv6(7).
    private const ushort AF_INET = 2;
    private const ushort AF_INET6 = 10;
    private const int IPv4Length = 16;
    private const int IPv6Length = 28;

    private static readonly UInt128 s_mapped = (UInt128)0xFFFF << 32;

    public bool IsIPv4 => Address >> 32 == 0xFFFF;

    /// <summary>0.0.0.0 or ::.</summary>
    public bool IsAny => Address == 0 || Address == s_mapped;

    /// <summary>127.0.0.0/8 or ::1.</summary>
    public bool IsLoopback => Address == 1 || (IsIPv4 && (byte)(Address >> 24) == 127);

    public static Endpoint Any(AddressFamily family, ushort port) => new(family == AddressFamily.InterNetwork ? s_mapped : 0, port);

    public static Endpoint Loopback(bool ipv4, ushort port) => new(ipv4 ? s_mapped | 0x7F000001 : 1, port);

    public static Endpoint From(IPAddress address, int port)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        return new Endpoint(BinaryPrimitives.ReadUInt128BigEndian(bytes), (ushort)port);
    }

    /// <summary>Reads a <c>sockaddr</c>, as the kernel does for a socket of a family.</summary>
    /// <returns>0, or <c>-errno</c>.</returns>
    public static int Read(ReadOnlySpan<byte> address, AddressFamily family, out Endpoint endpoint)
    {
        endpoint = default;
        bool ipv4 = family == AddressFamily.InterNetwork;
        if (address.Length < (ipv4 ? IPv4Length : 24))
        {
            return -Errno.EINVAL;
        }

        if (MemoryMarshal.Read<ushort>(address) != (ipv4 ? AF_INET : AF_INET6))
        {
            return -Errno.EAFNOSUPPORT;
        }

        ushort port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        endpoint = ipv4
            ? new Endpoint(s_mapped | BinaryPrimitives.ReadUInt32BigEndian(address[4..]), port)
            : new Endpoint(BinaryPrimitives.ReadUInt128BigEndian(address[8..]), port);
        return 0;
    }

    /// <summary>Writes the <c>sockaddr</c> for a socket of a family, cut off where the span ends.</summary>
    /// <returns>Its whole length.</returns>
    public int Write(AddressFamily family, Span<byte> address)
    {
        Span<byte> whole = stackalloc byte[IPv6Length];
        whole.Clear();
        bool ipv4 = family == AddressFamily.InterNetwork;
        ushort number = ipv4 ? AF_INET : AF_INET6;
        MemoryMarshal.Write(whole, in number);
        BinaryPrimitives.WriteUInt16BigEndian(whole[2..], Port);
        if (ipv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(whole[4..], (uint)Address);
        }
        else
        {
            BinaryPrimitives.WriteUInt128BigEndian(whole[8..], Address);
        }

        int length = ipv4 ? IPv4Length : IPv6Length;
        whole[..Math.Min(length, address.Length)].CopyTo(address);
        return length;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Address);
        IPAddress address = new(bytes);
        return new IPEndPoint(IsIPv4 ? address.MapToIPv4() : address, Port).ToString();
    }
}
