// What single steps of the loop cost, each next to how the base library does it: see bench/README.md.
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Race.Results;
using Reactor.Micro;

bool hasJob = args.Any(static arg => arg is "--job" or "-j");
Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(MicroConfig).Assembly).Run(args, new MicroConfig(hasJob))];
if (Findings.From(summaries, args) is { Length: > 0 } findings)
{
    MicroResults.Merge(findings, Findings.AllKeys());
    Console.WriteLine("Written: artifacts/bench/micro.json; `dotnet run -c Release --project bench/Race -- --report` makes docs/performance-micro.md of it.");
}
