using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
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
        AddLogger(new TerseLogger(ConsoleLogger.Default));
        AddExporter(MarkdownExporter.GitHub);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddColumn(FindingColumn.Nanoseconds, FindingColumn.Allocated, FindingColumn.Alone);
        HideColumns(Column.Job, Column.InvocationCount, Column.UnrollFactor, Column.EvaluateOverhead);
        HideColumns(Column.Mean, Column.Error, Column.StdDev, Column.Median);
        WithArtifactsPath(Path.Combine("artifacts", "bench", "micro"));
        WithOptions(ConfigOptions.JoinSummary);
    }

    // Many short slices, because somebody else's work on the other half of the core pauses only for some hundred microseconds.
    private static Job Brief =>
        Job.Default.WithWarmupCount(50).WithIterationCount(300).WithIterationTime(TimeInterval.FromMilliseconds(0.3)).WithUnrollFactor(1).WithGcForce(false).AsDefault();
}
