using Reactor.Tests.Simulated;

namespace Reactor.Tests.SystemCalls;

/// <summary>A fixture with the real kernel, for what only that has.</summary>
public abstract class LinuxKernelFixture() : KernelFixture(KernelKind.Linux);
