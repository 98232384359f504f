using System.Globalization;

namespace Reactor.Tests.Handlers.Churning;

/// <summary>What the process and the loop hold when every client has gone.</summary>
/// <param name="Started">How many clients there have been.</param>
/// <param name="Managed">Bytes of live objects.</param>
/// <param name="Resident">Bytes of resident memory.</param>
/// <param name="Descriptors">Open descriptors of the kinds that loops make.</param>
/// <param name="Registrations">Descriptors that are registered with the loop.</param>
/// <param name="Timers">Timers that are armed.</param>
/// <param name="Blocks">Blocks of output memory that are in use.</param>
/// <param name="Faults">Exceptions that have left callbacks.</param>
internal readonly record struct Holdings(
    long Started, long Managed, long Resident, int Descriptors, int Registrations, int Timers, int Blocks, long Faults)
{
    public const string Heading = "      clients   managed KiB   resident KiB   descriptors   registered   timers   blocks       faults";

    // A loop gives half of its spare blocks up every 1,024 turns.
    private const int TurnsThatEmptyPools = 20 * 1_024;

    public static Holdings Of(Churn churn)
    {
        for (int turn = 0; turn < TurnsThatEmptyPools; turn++)
            churn.Loop.RunOnce(TimeSpan.Zero);

        LoopCore core = churn.Loop.Core;
        long managed = GC.GetTotalMemory(forceFullCollection: true);
        return new Holdings(
            churn.Started,
            managed,
            ResidentBytes(),
            Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(IsOfALoop),
            core.Poller.Table.Count,
            core.Wheel.Count,
            core.Blocks.Rented + core.SmallBlocks.Rented,
            core.Statistics.Faults);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Started,13:N0} {Managed / 1024.0,13:N1} {Resident / 1024,14:N0} {Descriptors,13} {Registrations,12} {Timers,8} {Blocks,8} {Faults,12:N0}");

    /// <summary>Sockets, event counters, epoll instances. What else there is are the runtime's files, which it opens when it likes.</summary>
    private static bool IsOfALoop(string descriptor) =>
        new FileInfo(descriptor).LinkTarget is { } target
        && (target.StartsWith("socket:", StringComparison.Ordinal) || target.StartsWith("anon_inode:", StringComparison.Ordinal));

    private static long ResidentBytes()
    {
        // "VmRSS:     12345 kB"
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan("VmRSS:".Length, line.Length - "VmRSS:".Length - " kB".Length), CultureInfo.InvariantCulture);
    }
}
