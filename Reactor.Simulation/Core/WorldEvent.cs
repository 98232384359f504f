namespace Reactor.Simulation.Core;

/// <summary>Something that will happen at a time: bytes arrive, a wait is over. It is planned at most once at a time.</summary>
internal abstract class WorldEvent
{
    /// <summary>Where the event is in the queue; negative when it is not planned.</summary>
    internal int Place { get; set; } = -1;

    internal bool IsPlanned => Place >= 0;

    /// <summary>It is time. Called inside some host's system call or between turns: it changes the kernels' state. It calls no user code, but for the answer
    /// to a name query, whose continuation posts to its loop.</summary>
    internal abstract void Happen();
}
