using System.Runtime.InteropServices;

namespace Load;

/// <summary>
/// The scheduler's nanoseconds over all threads of a process, also those that ended: what the first field of
/// <c>/proc/PID/task/*/schedstat</c> adds up to, without waiting for the next clock tick.
/// </summary>
internal static partial class CpuClock
{
    private const int CLOCK_PROCESS_CPUTIME_ID = 2;

    public static long OwnNanoseconds => Read(CLOCK_PROCESS_CPUTIME_ID);

    public static long Nanoseconds(int[] processes) => processes.Sum(process => Read(ClockOf(process)));

    private static int ClockOf(int process) =>
        clock_getcpuclockid(process, out int clock) == 0
            ? clock
            : throw new InvalidOperationException($"There is no process {process} to measure.");

    private static long Read(int clock) =>
        clock_gettime(clock, out TimeSpecification time) == 0
            ? (time.Seconds * 1_000_000_000) + time.Nanoseconds
            : throw new InvalidOperationException("A process that is measured has ended.");

    [LibraryImport("libc")]
    private static partial int clock_getcpuclockid(int process, out int clock);

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out TimeSpecification time);

    private struct TimeSpecification
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
