namespace Reactor.Simulation;

/// <summary>A simulation found that something is wrong; the message says what, and the seed that shows it again.</summary>
public sealed class SimulationException : Exception
{
    internal SimulationException(SimulationFailure failure, long seed, string message, Exception? cause = null)
        : base($"Seed {seed}: {message}", cause)
    {
        Failure = failure;
        Seed = seed;
        Complaint = message;
    }

    /// <summary>What kind of thing is wrong.</summary>
    public SimulationFailure Failure { get; }

    /// <summary>The seed of the run. The same code with the same seed does the same again.</summary>
    public long Seed { get; }

    /// <summary>The message without the seed.</summary>
    internal string Complaint { get; }
}
