namespace Reactor.Tests.Wakeups;

/// <summary>What the loop does at the wrong place.</summary>
[Flags]
internal enum Swap
{
    None = 0,

    /// <summary>Once the word says that the loop sleeps, it blocks, whatever the second look at the queues has found.</summary>
    SleepWithoutSecondLook = 1,

    /// <summary>The word is set to running after the queues are drained.</summary>
    AwakeAfterDrain = 2,
}
