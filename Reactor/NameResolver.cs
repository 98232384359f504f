using System.Net;
using System.Net.Sockets;

namespace Reactor;

/// <summary>Turns host names into addresses, away from the loop's thread.</summary>
public abstract class NameResolver
{
    /// <summary>Resolves a name.</summary>
    /// <param name="host">The name, as in <see cref="DnsEndPoint.Host"/>.</param>
    /// <param name="family">The family that is wanted; <see cref="AddressFamily.Unspecified"/> for any.</param>
    /// <param name="cancellation">Cancelled when nobody waits for the answer any more.</param>
    /// <returns>
    /// The addresses in the order in which to try them. It may complete on any thread; the loop takes the answer over.
    /// A failure is an exception, by preference a <see cref="SocketException"/> with <see cref="SocketError.HostNotFound"/>.
    /// </returns>
    /// <remarks>Called on the loop's thread, so it must not block: start the work and return.</remarks>
    public abstract ValueTask<IPAddress[]> ResolveAsync(string host, AddressFamily family, CancellationToken cancellation);
}
