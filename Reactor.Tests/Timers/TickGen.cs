using CsCheck;

namespace Reactor.Tests.Timers;

/// <summary>Ticks that are likely to find a wrong one: near every level's boundary, at the ends, and anywhere.</summary>
internal static class TickGen
{
    /// <summary>The ticks next to each boundary between levels, counted from zero.</summary>
    public static readonly long[] Boundaries =
    [
        .. from level in Enumerable.Range(0, 8)
           from offset in new[] { -1L, 0L, 1L }
           select (1L << (6 * level)) + offset,
    ];

    /// <summary>A tick for a wheel to start at.</summary>
    public static readonly Gen<long> Start = Gen.OneOf(
        Gen.OneOf(Boundaries),
        Gen.Long[0, 5_000],
        Gen.Long[0, 1L << 40]);

    /// <summary>A distance in ticks, negative and enormous ones included.</summary>
    public static readonly Gen<long> Distance = Gen.OneOf(
        Gen.Long[-3, 3],
        Gen.Long[0, 200],
        Gen.Long[0, 20_000],
        Gen.OneOf(Boundaries),
        Gen.Long[0, 1L << 40],
        Gen.OneOf(long.MaxValue, long.MaxValue - 1));

    /// <summary>Adds without overflow.</summary>
    public static long Add(long tick, long distance) =>
        distance > long.MaxValue - tick ? long.MaxValue : tick + distance;
}
