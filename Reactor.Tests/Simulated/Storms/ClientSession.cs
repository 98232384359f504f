using Reactor.Handlers;

namespace Reactor.Tests.Simulated.Storms;

/// <summary>The client's side of one attempt at a session: sends its bytes with breaks, and checks every byte that comes back.</summary>
internal sealed class ClientSession : ConnectionHandler
{
    private readonly Storm _storm;
    private readonly Session _session;
    private long _sent;
    private long _heard;
    private bool _hasEnded;

    public ClientSession(Storm storm, Session session)
    {
        _storm = storm;
        _session = session;
        Options = Storm.Options with { PauseReadingOnHighOutput = session.PausesOnOutput };
    }

    protected override void OnConnected() => SendMore();

    protected override void OnConnectFailed(ConnectFailure failure) => _session.Retry();

    protected override void OnReceived(ReadOnlySpan<byte> bytes)
    {
        if (Pattern.FirstWrong(_session.Number, _heard, bytes) is var wrong and >= 0)
            Storm.Complain($"session {_session.Number}: byte {_heard + wrong} of the echo is wrong");
        _heard += bytes.Length;
        if (_heard > _sent)
            Storm.Complain($"session {_session.Number}: {_heard} bytes came back of {_sent} that were sent");
        if (_heard >= _session.AbortAfter)
            Reset();
        else if (_heard == _session.Length && !_session.HalfCloses)
            Close();
    }

    protected override void OnInputEnded()
    {
        _hasEnded = true;
        base.OnInputEnded();
    }

    protected override void OnClosed(CloseReason reason)
    {
        bool complete = reason.Kind == CloseKind.Completed && _heard == _session.Length;
        bool aborted = reason.Kind == CloseKind.Aborted && _heard >= _session.AbortAfter;
        if (complete || aborted)
        {
            _session.Complete();
            return;
        }

        if (!_storm.Plan.BreaksConnections)
        {
            Storm.Complain(
                $"session {_session.Number} ended with {reason} after {_heard} of {_session.Length} bytes ({_sent} sent, end {(_hasEnded ? "" : "not ")}seen), and nothing broke it");
        }

        _session.Retry();
    }

    private void Reset()
    {
        _storm.Aborted.Add(LocalEndPoint!);
        Abort();
    }

    private void SendMore()
    {
        int length = (int)Math.Min(_session.NextLength(), _session.Length - _sent);
        byte[] bytes = new byte[length];
        Pattern.Fill(_session.Number, _sent, bytes);
        _sent += length;
        if (Send(bytes) == SendOutcome.Closed)
            return;
        if (_sent < _session.Length)
        {
            Schedule(_session.NextBreak(), SendMore);
        }
        else if (_session.HalfCloses)
        {
            ShutdownOutput();
        }
    }
}
