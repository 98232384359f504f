// What single steps of the loop cost, each next to how the base library does it.
using BenchmarkDotNet.Running;
using Reactor.Micro;

bool hasJob = args.Any(static arg => arg is "--job" or "-j");
BenchmarkSwitcher.FromAssembly(typeof(MicroConfig).Assembly).Run(args, new MicroConfig(hasJob));
