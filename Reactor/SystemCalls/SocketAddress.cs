using System.Net;
using System.Net.Sockets;

namespace Reactor.SystemCalls;

/// <summary>Turns end points into the <c>sockaddr</c> bytes that a <see cref="Kernel"/> takes, and back.</summary>
/// <remarks>
/// For the rare calls: it allocates. The address of every accepted connection is kept as a <see cref="PeerAddress"/>.
/// </remarks>
internal static class SocketAddress
{
    /// <summary>The size of <c>struct sockaddr_storage</c>: room for every address.</summary>
    internal const int MaxLength = 128;

    // The longest that the kernel tells: a path that fills all 108 bytes comes with a NUL behind it.
    private const int MaxUnixLength = 2 + 108 + 1;

    private static readonly UnixDomainSocketEndPoint AnyUnix = new("/");

    /// <summary>The family of the socket that an end point needs.</summary>
    /// <exception cref="ArgumentException">The end point has no socket address.</exception>
    internal static AddressFamily FamilyOf(EndPoint endPoint) => endPoint switch
    {
        IPEndPoint or UnixDomainSocketEndPoint => endPoint.AddressFamily,
        _ => throw HasNoAddress(endPoint),
    };

    /// <summary>Writes the <c>sockaddr</c> of an end point.</summary>
    /// <param name="endPoint">An <see cref="IPEndPoint"/> or a <see cref="UnixDomainSocketEndPoint"/>.</param>
    /// <param name="destination">At least as long as the address; <see cref="MaxLength"/> always suffices.</param>
    /// <returns>The length of the address.</returns>
    /// <exception cref="ArgumentException">The end point has no socket address, or the destination is too short.</exception>
    internal static int Write(EndPoint endPoint, Span<byte> destination)
    {
        if (endPoint is not (IPEndPoint or UnixDomainSocketEndPoint))
            throw HasNoAddress(endPoint);

        // The base library lays it out as this machine does, and it alone knows the exact bytes of a Unix name.
        System.Net.SocketAddress native = endPoint.Serialize();
        native.Buffer.Span[..native.Size].CopyTo(destination);
        return native.Size;
    }

    /// <summary>Reads the end point that a <c>sockaddr</c> stands for.</summary>
    /// <returns>
    /// The end point, or null for a Unix socket without a name (most clients) and for what is no address of a known
    /// kind. It never throws: the other side chooses these bytes.
    /// </returns>
    internal static EndPoint? Read(ReadOnlySpan<byte> address)
    {
        if (!IsNamedUnix(address))
            return PeerAddress.From(address).ToEndPoint();

        // Through the raw bytes, because a name may be no valid text, which the constructor would mangle or refuse.
        System.Net.SocketAddress native = new(AddressFamily.Unix, address.Length);
        address.CopyTo(native.Buffer.Span);
        return AnyUnix.Create(native);
    }

    private static bool IsNamedUnix(ReadOnlySpan<byte> address) =>
        address.Length is > sizeof(ushort) and <= MaxUnixLength && BitConverter.ToUInt16(address) == (ushort)AddressFamily.Unix;

    private static ArgumentException HasNoAddress(EndPoint endPoint) => new(
        $"The end point '{endPoint}' ({endPoint.GetType()}) has no socket address: it must be an {nameof(IPEndPoint)} or a "
            + $"{nameof(UnixDomainSocketEndPoint)}. A host name has to be resolved first.",
        nameof(endPoint));
}
