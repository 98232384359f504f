using System.Runtime.InteropServices;

namespace Reactor.Simulation;

/// <summary>The two ends of a pipe on a simulated host, after <c>pipe(7)</c>.</summary>
/// <remarks>Both belong to the simulation's thread, as everything on a simulated host does.</remarks>
/// <param name="Reader">Where bytes come out; register it with <see cref="Interest.Read"/>.</param>
/// <param name="Writer">Where bytes go in; register it with <see cref="Interest.Write"/>.</param>
public readonly record struct SimulatedPipe(SafeHandle Reader, SafeHandle Writer);
