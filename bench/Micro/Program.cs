// What single steps of the loop cost, each next to how the base library does it.
using BenchmarkDotNet.Running;
using Reactor.Micro;

BenchmarkSwitcher.FromAssembly(typeof(MicroConfig).Assembly).Run(args, new MicroConfig());
