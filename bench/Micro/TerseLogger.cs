using BenchmarkDotNet.Loggers;

namespace Reactor.Micro;

/// <summary>Tells everything but the hundreds of slices of each benchmark.</summary>
internal sealed class TerseLogger(ILogger inner) : ILogger
{
    public string Id => nameof(TerseLogger);

    public int Priority => 0;

    public void Write(LogKind logKind, string text)
    {
        if (!IsSlice(text))
            inner.Write(logKind, text);
    }

    public void WriteLine() => inner.WriteLine();

    public void WriteLine(LogKind logKind, string text)
    {
        if (!IsSlice(text))
            inner.WriteLine(logKind, text);
    }

    public void Flush() => inner.Flush();

    private static bool IsSlice(string text) => text.StartsWith("Workload", StringComparison.Ordinal) || text.StartsWith("Overhead", StringComparison.Ordinal);
}
