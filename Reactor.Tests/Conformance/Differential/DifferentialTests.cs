using CsCheck;

namespace Reactor.Tests.Conformance.Differential;

/// <summary>
/// Plays random scripts on Linux and in a simulation and compares, when both are quiet: what each side of each connection was called
/// with, in which order, how it ended, and every byte.
/// </summary>
/// <remarks>
/// Not compared: where reads were cut, how often output was drained within a run of reads, and what <see cref="Referee"/> leaves out because
/// two real networks would not agree on it either. A difference counts only when it stays with more patience: the kernel's own packets may be
/// late on a busy machine, and what was not quiet yet is no difference.
/// </remarks>
public sealed class DifferentialTests
{
    private static readonly TimeSpan s_caution = TimeSpan.FromMilliseconds(30);

    [Test]
    public void Scripts_come_to_the_same_on_both_kernels() => Compare(iterations: 250);

    [Test]
    [Category("Soak")]
    [Explicit("Takes minutes.")]
    public void Many_scripts_come_to_the_same_on_both_kernels() => Compare(iterations: 20_000);

    private static void Compare(int iterations) => ScriptGen.Scripts.Sample(
        script =>
        {
            string[] simulated = Play(script, Platform.Simulated, TimeSpan.Zero);
            string[] real = Play(script, Platform.Linux, TimeSpan.Zero);
            if (!real.SequenceEqual(simulated))
                real = Play(script, Platform.Linux, s_caution);

            if (!real.SequenceEqual(simulated))
                throw new AssertionException($"Simulated:\n  {Lines(simulated)}\nLinux:\n  {Lines(real)}");
        },
        iter: iterations,
        threads: 1);

    private static string[] Play(Script script, Platform platform, TimeSpan caution)
    {
        using Stage stage = Stage.On(platform, seed: script.Seed);
        if (stage is LinuxStage linux)
            linux.Caution = caution;

        return [.. new ScriptPlayer(script, stage).Play().Select(WithoutRaceOfBuffers)];
    }

    /// <summary>Whether the last output was taken before the peer's end came, or never had to be, is a matter of how much the buffers hold.</summary>
    private static string WithoutRaceOfBuffers(string line) => line.Contains("input ended", StringComparison.Ordinal)
        ? line.Replace("drained+", "", StringComparison.Ordinal).Replace("+drained", "", StringComparison.Ordinal).Replace("drained, ", "", StringComparison.Ordinal)
            .Replace(", drained", "", StringComparison.Ordinal)
        : line;

    private static string Lines(string[] lines) => string.Join("\n  ", lines);
}
