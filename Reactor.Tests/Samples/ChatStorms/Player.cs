using Reactor.Handlers;
using Reactor.Simulation;

namespace Reactor.Tests.Samples.ChatStorms;

/// <summary>Somebody who has some lines to say, on as many connections as that takes.</summary>
internal sealed class Player(ChatStorm storm, SimulatedHost host, int number)
{
    private readonly Random _random = storm.Plan.Random;
    private int _lines = storm.Plan.Lines;

    public int Number => number;

    public Script Script { get; } = new(storm.Plan.Random) { IsCautious = storm.Plan.Rules.MayTruncate };

    public ChatSession? Session { get; private set; }

    /// <summary>Whether nothing more is to come: all is said, and answered if there is still a connection.</summary>
    public bool IsDone => Session is null ? _lines == 0 || storm.IsOver : Session.HasHeardAll;

    public bool HasMore => _lines > 0 && !storm.IsOver;

    public void Connect()
    {
        if (!HasMore)
            return;
        Session = new ChatSession(storm, this);
        host.Loop.Connect(storm.Server.At(ChatStorm.Port), Session);
    }

    /// <summary>The connection is over, or none was made.</summary>
    public void ConnectAgain()
    {
        Session = null;
        if (HasMore)
            host.Loop.Schedule(TimeSpan.FromMilliseconds(_random.Next(1, 500)), Connect);
    }

    public string NextLine()
    {
        _lines--;
        return Script.Next();
    }

    public TimeSpan NextBreak() => TimeSpan.FromMilliseconds(_random.Next(3) == 0 ? _random.Next(500) : _random.Next(20));
}
