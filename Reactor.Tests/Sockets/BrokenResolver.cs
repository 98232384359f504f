using System.Net;
using System.Net.Sockets;

namespace Reactor.Tests.Sockets;

/// <summary>A resolver that never answers, and throws when it is told that nobody waits any more.</summary>
internal sealed class BrokenResolver : NameResolver
{
    public static DnsEndPoint AnyName { get; } = new("nowhere.test", 80);

    public override ValueTask<IPAddress[]> ResolveAsync(string host, AddressFamily family, CancellationToken cancellation)
    {
        cancellation.Register(static () => throw new InvalidOperationException("Thrown on purpose."));
        return new(new TaskCompletionSource<IPAddress[]>().Task);
    }
}
