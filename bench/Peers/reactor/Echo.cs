using Reactor.Handlers;

internal sealed class Echo : ConnectionHandler
{
    protected override void OnReceived(ReadOnlySpan<byte> bytes) => Send(bytes);
}

internal sealed class LineEcho : LineHandler
{
    public LineEcho() => MaxLineLength = PeerOptions.MaxLine;

    protected override void OnLine(ReadOnlySpan<byte> line) => SendLine(line);
}
