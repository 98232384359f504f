using System.Text;
using Reactor.Handlers;

namespace Reactor.Tests.Samples.ChatStorms.Fuzzing;

/// <summary>A client without a will of its own.</summary>
internal sealed class FuzzClient : LineHandler
{
    public FuzzClient(OracleWitness witness)
    {
        MaxLineLength = 16 * 1024;
        Hearing = new Hearing(witness);
    }

    public Hearing Hearing { get; }

    public bool HasEnded { get; private set; }

    protected override void OnConnected() => Hearing.Address = LocalEndPoint;

    protected override void OnLine(ReadOnlySpan<byte> line) => Hearing.Take(Encoding.Latin1.GetString(line));

    protected override void OnClosed(CloseReason reason)
    {
        HasEnded = true;
        if (reason.Kind != CloseKind.Completed)
            Hearing.Fail($"ended with {reason}");
        Hearing.CheckComplete();
    }
}
