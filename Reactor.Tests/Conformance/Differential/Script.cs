namespace Reactor.Tests.Conformance.Differential;

/// <summary>What is done to connections, step by step, with quiet between the steps. It says what is done and nothing about what comes of it.</summary>
/// <param name="Seed">Of the simulation.</param>
/// <param name="Plans">The connections, all begun at the start.</param>
/// <param name="Steps">What is done then.</param>
internal sealed record Script(long Seed, ConnectionPlan[] Plans, Step[] Steps)
{
    public override string ToString() =>
        $"seed {Seed}\n  {string.Join("\n  ", Plans.Select((plan, index) => $"{index}: {plan}"))}\n  {string.Join("\n  ", Steps)}";
}

/// <summary>How a connection is made, and what its handlers do of themselves.</summary>
/// <param name="Way">Between which hosts, and over what.</param>
/// <param name="Start">What becomes of the attempt.</param>
/// <param name="Habit">What the server does when bytes arrive.</param>
/// <param name="ServerStays">Whether the server leaves the connection open when its input has ended.</param>
/// <param name="ClientStays">Whether the client does.</param>
/// <param name="IdleSeconds">The server's idle timeout; 0 for none.</param>
internal sealed record ConnectionPlan(Way Way, Start Start, Habit Habit, bool ServerStays, bool ClientStays, int IdleSeconds)
{
    /// <summary>Whether the server ends or pauses of itself, when bytes arrive or when none do: then it matters in how many pieces they come.</summary>
    public bool IsTouchy => Habit is Habit.Closes or Habit.Aborts or Habit.Ends or Habit.Pauses || IdleSeconds > 0;
}

/// <summary>What is done in one go, by one side of one connection, from outside its callbacks.</summary>
/// <param name="Connection">Which one; those beyond the last stand for time that passes.</param>
/// <param name="ByServer">Which side.</param>
/// <param name="Deeds">What, in this order.</param>
internal sealed record Step(int Connection, bool ByServer, Deed[] Deeds)
{
    public override string ToString() => $"{Connection} {(ByServer ? "server" : "client")}: {string.Join(", ", Deeds)}";
}

internal readonly record struct Deed(Verb Verb, int Length)
{
    public override string ToString() => Verb is Verb.Send or Verb.SendShared ? $"{Verb} {Length}" : $"{Verb}";
}

internal enum Way
{
    /// <summary>TCP from one loop to the other.</summary>
    Tcp,

    /// <summary>TCP from the server's loop to itself.</summary>
    Loopback,

    /// <summary>A Unix socket from the server's loop to itself.</summary>
    Unix,
}

internal enum Start
{
    Connects,

    /// <summary>Nobody listens any more.</summary>
    Refused,

    /// <summary>The attempt is cancelled at once.</summary>
    Cancelled,

    /// <summary>The client closes in <c>OnConnected</c>. That a server resets there is left out: the client may not have heard that it is connected.</summary>
    ClosesAtOnce,

    /// <summary>The server closes in <c>OnConnected</c>, after a greeting.</summary>
    GreetsAndCloses,
}

internal enum Habit
{
    Listens,
    Echoes,
    Closes,
    Aborts,
    Ends,
    Pauses,
}

internal enum Verb
{
    /// <summary>A span: queued below 4 KiB, handed to the kernel at once above.</summary>
    Send,

    /// <summary>A payload, which is always queued.</summary>
    SendShared,
    PauseReading,
    ResumeReading,
    ShutdownOutput,
    Close,
    Abort,
}
