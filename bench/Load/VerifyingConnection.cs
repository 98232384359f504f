using Reactor;
using Reactor.Handlers;

namespace Load;

/// <summary>A connection that knows which bytes must come, and how many may.</summary>
internal abstract class VerifyingConnection(Workload load, int number) : ConnectionHandler
{
    private bool _isLost;

    protected Workload Workload => load;

    protected int Number => number;

    /// <summary>Where in the pattern this connection begins.</summary>
    protected virtual long Start => number * 977L;

    protected long Sent { get; set; }

    protected long Received { get; private set; }

    /// <summary>How many bytes may have come by now.</summary>
    protected virtual long Due => Sent;

    /// <summary>How many bytes of this connection are missing.</summary>
    protected virtual long Missing => Sent - Received;

    /// <summary>So many bytes have come and are right.</summary>
    protected abstract void OnVerified(int count);

    /// <summary>Sends the next bytes of the pattern.</summary>
    protected void SendNext(long count)
    {
        while (count > 0)
        {
            int length = (int)Math.Min(count, Pattern.MostAtOnce);
            if (Send(load.Pattern.At(Start + Sent, length)) == SendOutcome.Closed)
            {
                return;
            }

            Sent += length;
            load.BytesInFlight += length;
            count -= length;
        }
    }

    protected sealed override void OnReceived(ReadOnlySpan<byte> bytes)
    {
        if (Received + bytes.Length > Due)
        {
            Lose("more bytes than were sent");
        }
        else if (!load.Pattern.Matches(Start + Received, bytes))
        {
            Lose("a wrong byte");
        }
        else
        {
            Received += bytes.Length;
            OnVerified(bytes.Length);
        }
    }

    protected override void OnConnected()
    {
        load.Working++;
        load.Opened++;
    }

    protected override void OnConnectFailed(ConnectFailure failure) => load.Report($"connection {number}: {failure}");

    protected override void OnInputEnded()
    {
        if (load.Phase == Phase.Ending && Missing == 0)
        {
            Close();
        }
        else
        {
            Lose("end of input");
        }
    }

    protected override void OnClosed(CloseReason reason)
    {
        if (reason.Kind is not (CloseKind.Completed or CloseKind.LoopClosed) && !_isLost)
        {
            Tell(reason.ToString());
        }

        load.Closed(Missing);
    }

    protected void Lose(string why)
    {
        Tell(why);
        _isLost = true;
        Abort();
    }

    private void Tell(string why) => load.Report($"connection {number}: {why} after {Sent} bytes sent, {Received} received");
}
