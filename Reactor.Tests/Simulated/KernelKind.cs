namespace Reactor.Tests.Simulated;

/// <summary>Which kernel a test runs against. Where the two differ, the simulated one is wrong.</summary>
public enum KernelKind
{
    /// <summary>The one of this machine.</summary>
    Linux,

    /// <summary>One that lives in memory.</summary>
    Simulated,
}
