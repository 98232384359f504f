namespace Reactor.Simulation;

/// <summary>What a simulation can find wrong.</summary>
public enum SimulationFailure
{
    /// <summary>The code under test threw.</summary>
    Exception,

    /// <summary>Nothing can ever happen again, but somebody waits.</summary>
    Deadlock,

    /// <summary>A loop turns and turns, and nothing comes of it.</summary>
    Spinning,

    /// <summary>What was waited for did not come in time.</summary>
    Timeout,

    /// <summary>A promise that holds at all times did not hold.</summary>
    Invariant,
}
