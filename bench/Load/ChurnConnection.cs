using Reactor;
using Reactor.Handlers;

namespace Load;

/// <summary>Echoes one message, half-closes, expects the server's end, and makes room for the next.</summary>
internal sealed class ChurnConnection(ChurnLoad load, int number) : VerifyingConnection(load, number)
{
    protected override void OnConnected() => SendNext(load.Options.Size);

    protected override void OnConnectFailed(ConnectFailure failure)
    {
        base.OnConnectFailed(failure);
        load.Closed(0);
    }

    protected override void OnVerified(int count)
    {
        load.BytesInFlight -= count;
        if (Received == load.Options.Size)
        {
            ShutdownOutput();
        }
    }

    protected override void OnInputEnded()
    {
        if (Received == load.Options.Size)
        {
            load.Count++;
            Close();
        }
        else
        {
            Lose("end of input");
        }
    }

    protected override void OnClosed(CloseReason reason)
    {
        if (load.Phase == Phase.Working && reason.Kind == CloseKind.Completed)
        {
            load.Start();
        }

        base.OnClosed(reason);
    }
}
