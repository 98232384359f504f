using System.Runtime.InteropServices;

namespace Load;

/// <summary>
/// The scheduler's nanoseconds over all threads of a process, also those that ended: what the first field of
/// <c>/proc/PID/task/*/schedstat</c> adds up to.
/// </summary>
/// <remarks>
/// Of its own process the kernel tells the time up to now. Of another it leaves out what a running thread has used since its core's last
/// <see cref="Tick"/>: nothing tells that before the next tick, or before the thread sleeps. So a clock is read when either has come.
/// </remarks>
internal static partial class CpuClock
{
    private const int CLOCK_PROCESS_CPUTIME_ID = 2;
    private const int CLOCK_MONOTONIC_COARSE = 6; // It moves with every tick.

    /// <summary>How long a thread may run before its time is added to its process's.</summary>
    public static TimeSpan Tick { get; } = clock_getres(CLOCK_MONOTONIC_COARSE, out TimeSpecification tick) == 0
        ? TimeSpan.FromTicks(tick.InNanoseconds / TimeSpan.NanosecondsPerTick)
        : throw new InvalidOperationException("The kernel does not tell how long its tick is.");

    public static long OwnNanoseconds => Read(CLOCK_PROCESS_CPUTIME_ID);

    public static long Nanoseconds(int[] processes) => processes.Sum(process => Read(ClockOf(process)));

    private static int ClockOf(int process) =>
        clock_getcpuclockid(process, out int clock) == 0
            ? clock
            : throw new InvalidOperationException($"There is no process {process} to measure.");

    private static long Read(int clock) =>
        clock_gettime(clock, out TimeSpecification time) == 0
            ? time.InNanoseconds
            : throw new InvalidOperationException("A process that is measured has ended.");

    [LibraryImport("libc")]
    private static partial int clock_getcpuclockid(int process, out int clock);

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out TimeSpecification time);

    [LibraryImport("libc")]
    private static partial int clock_getres(int clock, out TimeSpecification resolution);

    private struct TimeSpecification
    {
        public nint Seconds;
        public nint Nanoseconds;

        public readonly long InNanoseconds => (Seconds * 1_000_000_000) + Nanoseconds;
    }
}
