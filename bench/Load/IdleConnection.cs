using Reactor;
using Reactor.Handlers;

namespace Load;

/// <summary>Says one byte, which proves that the server has accepted it, and nothing more.</summary>
internal sealed class IdleConnection(Workload load, int number) : ConnectionHandler
{
    protected override void OnConnected() => Send(load.Pattern.At(0, 1));

    protected override void OnConnectFailed(ConnectFailure failure) => load.Report($"idle connection {number}: {failure}");

    protected override void OnReceived(ReadOnlySpan<byte> bytes)
    {
        load.Opened++;
        if (!bytes.SequenceEqual(load.Pattern.At(0, 1)))
        {
            load.Report($"idle connection {number}: a wrong answer");
        }
    }

    protected override void OnClosed(CloseReason reason)
    {
        if (reason.Kind != CloseKind.LoopClosed)
        {
            load.Report($"idle connection {number}: {reason}");
        }
    }
}
