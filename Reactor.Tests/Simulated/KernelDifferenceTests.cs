using CsCheck;

namespace Reactor.Tests.Simulated;

/// <summary>Whatever a program does to its sockets, the simulated kernel answers as Linux does.</summary>
public sealed class KernelDifferenceTests
{
    private const int Scripts = 300;

    [Test]
    public void The_simulated_kernel_is_not_told_from_Linux() => KernelStep.Scripts.Sample(KernelDuel.Play, iter: Scripts, threads: 1);

    [Test]
    [Explicit("Takes minutes.")]
    [Category("Soak")]
    public void The_simulated_kernel_is_not_told_from_Linux_in_many_tries() =>
        KernelStep.Scripts.Sample(KernelDuel.Play, iter: 100 * Scripts, threads: 1);
}
