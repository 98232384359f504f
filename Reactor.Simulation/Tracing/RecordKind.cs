namespace Reactor.Simulation.Tracing;

/// <summary>What a <see cref="Record"/> tells of.</summary>
internal enum RecordKind : byte
{
    /// <summary>A turn; the length is its number.</summary>
    Turn,

    /// <summary>
    /// A callback: the detail is the <see cref="Diagnostics.LoopCallback"/>, the subject the type of whose it is, the length is 1 in a turn.
    /// </summary>
    Callback,

    /// <summary>A packet leaves: the number is its own, the detail the <see cref="Sockets.Flow.Kind"/>, the subject the other host.</summary>
    Sent,

    /// <summary>The packet of this number arrives.</summary>
    Arrived,

    /// <summary>Something goes wrong on purpose; the subject is a string that says what.</summary>
    Fault,

    /// <summary>A link changes; the subject is a string that says how.</summary>
    Mark,

    /// <summary>The run has failed; the subject is the message.</summary>
    Failure,
}
