using Reactor.Handlers;

namespace Memory.Servers;

internal sealed class Echo : ConnectionHandler
{
    protected override void OnReceived(ReadOnlySpan<byte> bytes) => Send(bytes);
}

internal sealed class Lines : LineHandler
{
    protected override void OnLine(ReadOnlySpan<byte> line) => SendLine(line);
}

/// <summary>One whose peer does not read.</summary>
internal sealed class Stalled : ConnectionHandler
{
    private const int Most = 64 * 1024;

    private static readonly byte[] s_bytes = new byte[Most];

    public bool IsFull => QueuedBytes == Most;

    public void Fill() => Send(s_bytes.AsSpan(0, Most - QueuedBytes));

    protected override void OnConnected() => Socket.SendBufferSize = 4 * 1024;

    protected override void OnReceived(ReadOnlySpan<byte> bytes) => Abort();
}
