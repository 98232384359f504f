namespace Reactor.Tests.Handlers.Churning;

/// <summary>How a connection of the churn lives and ends. A client says it with its first byte.</summary>
internal enum Manner : byte
{
    /// <summary>The message returns, the client half-closes, and the server ends too.</summary>
    Echo,

    /// <summary>The client gives up before it is connected.</summary>
    Cancelled,

    /// <summary>The client resets the connection when it has its answer.</summary>
    ClientAborts,

    /// <summary>The server resets the connection instead of answering.</summary>
    ServerAborts,

    /// <summary>The server's callback throws.</summary>
    ServerThrows,

    /// <summary>The client has its answer and says nothing more, until the server's idle timeout ends it.</summary>
    Lingers,

    /// <summary>The answer comes from a timer, and another timer is still armed at the end.</summary>
    Scheduled,

    /// <summary>The answer comes from a deferred task.</summary>
    Deferred,

    /// <summary>The answer comes from a task that another thread posts.</summary>
    Posted,

    /// <summary>The answer comes after an await.</summary>
    Awaited,

    /// <summary>The answer is more than fits anywhere but into blocks, and the client begins to read late.</summary>
    LargeOutput,

    /// <summary>The answer is a short and a long payload, twice each.</summary>
    SharedOutput,

    /// <summary>A line comes in two halves.</summary>
    HalfLine,

    /// <summary>A line is begun and never finished.</summary>
    UnfinishedLine,
}
