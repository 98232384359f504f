using Reactor.Handlers;

namespace Reactor.Tests.Handlers.Churning;

/// <summary>Answers a message in the manner that its first byte asks for.</summary>
internal sealed class ChurnServer : ConnectionHandler
{
    public const int MessageLength = 64;
    public const int LargeOutput = 192 * 1024;
    public const int ShortPayload = 300;
    public const int LongPayload = 3_000;

    private const int PieceLength = 1_536; // Short enough to be copied, however many there are.

    private static readonly byte[] s_bytes = new byte[LongPayload];

    private readonly byte[] _message = new byte[MessageLength];
    private int _received;

    protected override void OnReceived(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_message.AsSpan(_received));
        _received += bytes.Length;
        if (_received == MessageLength)
        {
            Answer((Manner)_message[0]);
        }
    }

    private void Answer(Manner manner)
    {
        switch (manner)
        {
            case Manner.ServerAborts:
                Abort();
                break;
            case Manner.ServerThrows:
                throw new DeliberateException();
            case Manner.Scheduled:
                Schedule(TimeSpan.FromMilliseconds(1), Echo);
                ScheduleRepeating(TimeSpan.FromHours(1), Echo);
                break;
            case Manner.Deferred:
                Defer(Echo);
                break;
            case Manner.Posted:
                ThreadPool.UnsafeQueueUserWorkItem(static server => server.Loop.Post(server.Echo), this, preferLocal: false);
                break;
            case Manner.Awaited:
                EchoLater();
                break;
            case Manner.LargeOutput:
                SendPieces();
                break;
            case Manner.SharedOutput:
                SendPayloads();
                break;
            default:
                Echo();
                break;
        }
    }

    private void Echo() => Send(_message);

    private async void EchoLater()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(1), Loop.TimeProvider);
        Echo();
    }

    private void SendPieces()
    {
        for (int sent = 0; sent < LargeOutput; sent += PieceLength)
            Send(s_bytes.AsSpan(0, PieceLength));
    }

    private void SendPayloads()
    {
        using SharedPayload shortOne = SharedPayload.Create(Loop, s_bytes.AsSpan(0, ShortPayload));
        using SharedPayload longOne = SharedPayload.Create(Loop, s_bytes);
        for (int time = 0; time < 2; time++)
        {
            Send(shortOne);
            Send(longOne);
        }
    }

    /// <summary>What a callback throws because it was asked to.</summary>
    internal sealed class DeliberateException : Exception;
}
