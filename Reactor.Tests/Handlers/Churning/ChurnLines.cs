using Reactor.Handlers;

namespace Reactor.Tests.Handlers.Churning;

/// <summary>Echoes lines.</summary>
internal sealed class ChurnLines : LineHandler
{
    protected override void OnLine(ReadOnlySpan<byte> line) => SendLine(line);
}
