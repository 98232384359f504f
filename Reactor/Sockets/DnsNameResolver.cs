using System.Net;
using System.Net.Sockets;

namespace Reactor.Sockets;

/// <summary>
/// The base library's resolver. <c>getaddrinfo(3)</c> blocks a thread of the pool for as long as it takes, so at most four
/// names are resolved at a time, and who waits too long is told so although the thread goes on waiting.
/// </summary>
internal sealed class DnsNameResolver : NameResolver
{
    private const int MostAtATime = 4;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _places = new(MostAtATime);

    public override async ValueTask<IPAddress[]> ResolveAsync(string host, AddressFamily family, CancellationToken cancellation)
    {
        try
        {
            return await Resolve(host, family, cancellation).WaitAsync(s_timeout, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new SocketException((int)SocketError.TimedOut, $"Resolving '{host}' took longer than {s_timeout.TotalSeconds} s.");
        }
    }

    private async Task<IPAddress[]> Resolve(string host, AddressFamily family, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Dns.GetHostAddressesAsync(host, family, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }
}
