namespace Reactor.Diagnostics;

/// <summary>What a loop calls back for.</summary>
internal enum LoopCallback
{
    /// <summary>A descriptor is ready.</summary>
    Event,

    /// <summary>Input was kept while reading was paused.</summary>
    Resumed,

    /// <summary>A timer is due.</summary>
    Timer,

    /// <summary>A task was posted or deferred.</summary>
    Task,

    /// <summary>A connection is closed.</summary>
    Closed,

    /// <summary>Output was queued from outside of the connection's own callbacks.</summary>
    Flush,
}
