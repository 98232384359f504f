namespace Reactor.Tests.Sockets;

/// <summary>A handler that is put together where it is used. What is not given must not be called.</summary>
internal sealed class ProbeHandler : IHandler
{
    public Action<Registration>? Readable { get; set; }

    public Action<Registration>? Writable { get; set; }

    public void OnReadable(Registration registration) => (Readable ?? throw new InvalidOperationException("Not asked to read."))(registration);

    public void OnWritable(Registration registration) => (Writable ?? throw new InvalidOperationException("Not asked to write."))(registration);
}
