namespace Reactor.Tests.Conformance;

/// <summary>What a test of this folder runs on: once on each.</summary>
public enum Platform
{
    /// <summary>The kernel of this machine, under a clock that only moves when nothing else happens.</summary>
    Linux,

    /// <summary>Two hosts of a <see cref="Reactor.Simulation.Simulation"/>.</summary>
    Simulated,
}
