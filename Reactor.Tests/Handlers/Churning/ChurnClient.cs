using Reactor.Handlers;

namespace Reactor.Tests.Handlers.Churning;

/// <summary>One client of the churn: asks, takes the answer, leaves in its manner, and says whether all was as it should be.</summary>
internal sealed class ChurnClient(Manner manner, Action<ChurnClient> over) : ConnectionHandler
{
    private static readonly byte[] s_halfLine = [.. Enumerable.Repeat((byte)'x', 700)];
    private static readonly byte[] s_lineEnd = [.. "the rest\r\n"u8];
    private static readonly byte[][] s_messages = [.. Enum.GetValues<Manner>().Select(Message)];
    private static readonly TimeSpan s_hesitation = TimeSpan.FromMilliseconds(2);

    private int _received;

    /// <summary>What was not as it should be, when it is over.</summary>
    public string? Complaint { get; private set; }

    private int Expected => manner switch
    {
        Manner.Cancelled or Manner.ServerAborts or Manner.ServerThrows or Manner.UnfinishedLine => 0,
        Manner.LargeOutput => ChurnServer.LargeOutput,
        Manner.SharedOutput => 2 * (ChurnServer.ShortPayload + ChurnServer.LongPayload),
        Manner.HalfLine => s_halfLine.Length + s_lineEnd.Length,
        _ => ChurnServer.MessageLength,
    };

    private CloseKind ExpectedEnd => manner switch
    {
        Manner.ClientAborts => CloseKind.Aborted,
        Manner.ServerAborts or Manner.ServerThrows => CloseKind.Failed,
        _ => CloseKind.Completed,
    };

    protected override void OnConnected()
    {
        switch (manner)
        {
            case Manner.HalfLine:
                Send(s_halfLine);
                Schedule(s_hesitation, () => Send(s_lineEnd));
                break;
            case Manner.UnfinishedLine:
                Send(s_halfLine);
                ShutdownOutput();
                break;
            default:
                Send(s_messages[(int)manner]);
                break;
        }

        if (manner == Manner.LargeOutput)
        {
            PauseReading();
            Schedule(s_hesitation, ResumeReading);
        }
    }

    protected override void OnReceived(ReadOnlySpan<byte> bytes)
    {
        _received += bytes.Length;
        if (_received < Expected)
        {
            return;
        }

        if (manner == Manner.ClientAborts)
        {
            Abort();
        }
        else if (manner != Manner.Lingers)
        {
            ShutdownOutput();
        }
    }

    protected override void OnConnectFailed(ConnectFailure failure) =>
        End(manner == Manner.Cancelled && failure.IsCancelled ? null : $"{manner}: {failure}");

    protected override void OnClosed(CloseReason reason) =>
        End(_received == Expected && reason.Kind == ExpectedEnd ? null : $"{manner}: {reason} after {_received} of {Expected} bytes");

    private static byte[] Message(Manner manner)
    {
        byte[] message = new byte[ChurnServer.MessageLength];
        message[0] = (byte)manner;
        return message;
    }

    private void End(string? complaint)
    {
        Complaint = complaint;
        over(this);
    }
}
