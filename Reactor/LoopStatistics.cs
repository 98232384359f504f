namespace Reactor;

/// <summary>Plain counters of what a loop has done since it was made.</summary>
/// <remarks>Written by the loop's thread without synchronisation; read them there, or accept a value of a moment ago.</remarks>
public sealed class LoopStatistics
{
    /// <summary>Turns taken.</summary>
    public long Turns { get; internal set; }

    /// <summary>Events that epoll reported.</summary>
    public long Events { get; internal set; }

    /// <summary>Bytes received by sockets.</summary>
    public long BytesReceived { get; internal set; }

    /// <summary>Bytes that the kernel took from sockets.</summary>
    public long BytesSent { get; internal set; }

    /// <summary>Events dropped because their registration was gone before they could be delivered.</summary>
    public long StaleEvents { get; internal set; }

    /// <summary>Times that a readable event ended because its byte budget was spent.</summary>
    public long ReadBudgetsSpent { get; internal set; }

    /// <summary>Times that accepting ended because its budget was spent.</summary>
    public long AcceptBudgetsSpent { get; internal set; }

    /// <summary>Times that tasks were left for the next turn because the budget was spent.</summary>
    public long TaskBudgetsSpent { get; internal set; }

    /// <summary>Tasks run.</summary>
    public long Tasks { get; internal set; }

    /// <summary>Timers fired.</summary>
    public long Timers { get; internal set; }

    /// <summary>Connections accepted.</summary>
    public long Accepted { get; internal set; }

    /// <summary>Connections turned away because descriptors had run out.</summary>
    public long Shed { get; internal set; }

    /// <summary>Times that a listener paused because descriptors had run out or the connection limit was reached.</summary>
    public long AcceptPauses { get; internal set; }

    /// <summary>Exceptions that left a callback.</summary>
    public long Faults { get; internal set; }

    /// <summary>Exceptions that the logger threw; what it was given then is lost.</summary>
    public long LogFailures { get; internal set; }

    /// <summary>Stream sockets open now, listeners left aside.</summary>
    public int OpenConnections { get; internal set; }

    /// <summary>The longest turn, from the end of its wait to its own end.</summary>
    public TimeSpan LongestTurn { get; internal set; }

    /// <summary>Turns that took longer than <see cref="EventLoopOptions.SlowTurnThreshold"/>.</summary>
    public long SlowTurns { get; internal set; }

    /// <summary>Timers that were armed when the loop was disposed.</summary>
    public long TimersDropped { get; internal set; }

    /// <summary>Tasks that were accepted but cancelled because the loop was disposed.</summary>
    public long TasksDropped { get; internal set; }
}
