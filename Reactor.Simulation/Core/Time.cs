namespace Reactor.Simulation.Core;

/// <summary>From the time spans of the API to the nanoseconds of the kernels.</summary>
internal static class Time
{
    public static long ToNanoseconds(TimeSpan time) =>
        time.Ticks > long.MaxValue / TimeSpan.NanosecondsPerTick ? long.MaxValue : time.Ticks * TimeSpan.NanosecondsPerTick;

    public static long Add(long now, long nanoseconds) => nanoseconds > long.MaxValue - now ? long.MaxValue : now + nanoseconds;

    public static TimeSpan ToTimeSpan(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
