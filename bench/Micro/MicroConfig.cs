using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Reactor.Micro;

/// <summary>Short runs, all in this process: nothing is generated or built, and everything takes some minutes.</summary>
/// <remarks>The price: a benchmark meets code that the ones before it have warmed up. Run a single one by <c>--filter</c> to be sure of it.</remarks>
internal sealed class MicroConfig : ManualConfig
{
    /// <summary>Makes the configuration.</summary>
    /// <param name="hasJob">Whether the command line says how long to measure. It is not heard when there is another default.</param>
    public MicroConfig(bool hasJob)
    {
        if (!hasJob)
            AddJob(Brief);

        // For every job, one of the command line too.
        AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithClock(new PausingClock()).AsMutator());
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub);
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        HideColumns(Column.Job, Column.InvocationCount, Column.UnrollFactor, Column.Error, Column.Gen0, Column.Gen1, Column.Gen2, Column.Median);
        WithArtifactsPath(Path.Combine("artifacts", "bench", "micro"));
        WithOptions(ConfigOptions.JoinSummary);
    }

    private static Job Brief =>
        Job.Default.WithWarmupCount(4).WithIterationCount(7).WithIterationTime(TimeInterval.FromMilliseconds(100)).AsDefault();
}
