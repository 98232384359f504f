using System.Text;
using Reactor.Handlers;

namespace Reactor.Tests.Samples.ChatStorms;

/// <summary>The client's side of a connection: says its lines, and compares every line it hears with what the oracle has foretold.</summary>
internal sealed class ChatSession : LineHandler
{
    private readonly ChatStorm _storm;
    private readonly Player _player;
    private readonly Hearing _hearing;
    private bool _isRegistered;
    private int _lastWords;

    public ChatSession(ChatStorm storm, Player player)
    {
        _storm = storm;
        _player = player;
        _hearing = new Hearing(storm.Witness);
        MaxLineLength = 16 * 1024;

        // Patient, but not for ever: a reset that is lost leaves this side with half a connection, and who only listens never finds out.
        Options = new ConnectionOptions { CloseTimeout = TimeSpan.FromMinutes(30), IdleTimeout = TimeSpan.FromMinutes(45) };
    }

    /// <summary>Whether the answer to the last word has come, and with it all that was said to this client before.</summary>
    public bool HasHeardAll { get; private set; }

    /// <summary>Says a last word. If nobody is there any more to answer it, that comes to light now.</summary>
    public void Finish()
    {
        if (!IsOpen)
            return;
        HasHeardAll = false;
        ResumeReading();
        Say($"PING :last {++_lastWords}");
    }

    public void CheckHeardAll() => _hearing.CheckComplete();

    protected override void OnConnected()
    {
        _hearing.Address = LocalEndPoint;
        foreach (string line in _player.Script.Registration(_player.Number))
            Say(line);
        Schedule(_player.NextBreak(), SayMore);
    }

    protected override void OnConnectFailed(ConnectFailure failure) => _player.ConnectAgain();

    protected override void OnLine(ReadOnlySpan<byte> line)
    {
        string heard = Encoding.Latin1.GetString(line);
        string body = Hearing.Body(heard);
        if (body == $"PING :{_storm.Plan.Rules.Server}")
        {
            Say("PONG");
            return;
        }

        _hearing.Take(heard);
        React(body);
    }

    protected override void OnClosed(CloseReason reason)
    {
        // In order means that the end has come, and with it everything before it.
        if (reason.Kind == CloseKind.Completed)
            _hearing.CheckComplete();
        if (!_storm.Plan.BreaksConnections && reason.Kind is not (CloseKind.Completed or CloseKind.Aborted))
            _hearing.Fail($"ended with {reason}, and nothing broke it");
        _player.ConnectAgain();
    }

    private void React(string body)
    {
        _isRegistered |= body.Contains(" 001 ", StringComparison.Ordinal);
        HasHeardAll |= body.EndsWith($" PONG irc.test :last {_lastWords}", StringComparison.Ordinal);
        if (!_isRegistered && _lastWords == 0 && body.StartsWith(":irc.test 433 ", StringComparison.Ordinal))
            Schedule(_player.NextBreak(), () => Say(_player.Script.NickLine()));
    }

    private void SayMore()
    {
        Random random = _storm.Plan.Random;
        for (int lines = random.Next(1, 5); lines > 0 && _player.HasMore; lines--)
            Say(_player.NextLine());
        if (!_player.HasMore)
        {
            Finish();
            return;
        }

        switch (random.Next(40))
        {
            case 0:
                Abort();
                return;
            case 1:
                ShutdownOutput();
                return;
            case 2 when _storm.Plan.StopsReading:
                PauseReading();
                Schedule(TimeSpan.FromMilliseconds(random.Next(1, 5_000)), ResumeReading);
                break;
        }

        Schedule(_player.NextBreak(), SayMore);
    }

    private void Say(string line) => Send(Encoding.Latin1.GetBytes(line + (_storm.Plan.Random.Next(8) == 0 ? "\n" : "\r\n")));
}
