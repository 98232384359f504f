namespace Reactor.SystemCalls;

/// <summary>One event from <see cref="Kernel.EpollWait"/>: what is ready, and the data given when the descriptor was added.</summary>
/// <param name="Readiness">What the descriptor is ready for.</param>
/// <param name="Data">The 64 bits given to <see cref="Kernel.EpollAdd"/>.</param>
public readonly record struct ReadyEvent(Readiness Readiness, ulong Data);
