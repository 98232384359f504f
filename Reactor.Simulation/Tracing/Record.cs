namespace Reactor.Simulation.Tracing;

/// <summary>One thing that happened, in 32 bytes. What it means depends on its kind; it becomes text only when it is written.</summary>
/// <param name="Time">When, by the hosts' clock, in nanoseconds.</param>
/// <param name="Subject">A type, a host or a string that lives anyway: a record keeps no user's object alive.</param>
/// <param name="Number">Of the packet; of a turn or a callback, when it ends, and 0 while it has not.</param>
/// <param name="Length">The bytes of a packet, or what the kind says.</param>
/// <param name="Host">The host's number; 0 when it concerns none.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Detail">Which kind of callback or packet.</param>
internal record struct Record(long Time, object? Subject, long Number, int Length, ushort Host, RecordKind Kind, byte Detail);
