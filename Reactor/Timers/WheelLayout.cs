using System.Numerics;

namespace Reactor.Timers;

/// <summary>Where a tick belongs in the wheel: pure arithmetic, without state.</summary>
/// <remarks>
/// <para>
/// There are six levels of 64 slots. A slot of level 0 is one tick (a millisecond) wide, and each level's slot is as wide
/// as all 64 of the level below: 1 ms, 64 ms, 4 s, 4.4 min, 4.7 h, 12.4 days; all of them 2³⁶ ms, 2.2 years.
/// </para>
/// <para>
/// A tick's six-bit digits are its slots, one per level. A timer stands at the level of the highest digit in which its
/// tick differs from the current one. So every occupied slot lies ahead of the current one within the same round, a scan
/// never wraps, and a lower level is always due before a higher one. The more usual choice by distance has neither property.
/// </para>
/// <para>
/// The place is a function of the two ticks alone. So timers with equal ticks stand in the same list at any time,
/// whenever they were armed, and a list in order of arming stays so when it moves down a level.
/// </para>
/// </remarks>
internal static class WheelLayout
{
    /// <summary>How many levels there are.</summary>
    public const int Levels = 6;

    /// <summary>How many slots a level has: one for each bit of its occupancy map.</summary>
    public const int SlotsPerLevel = 1 << DigitBits;

    /// <summary>The position of timers that are a round of the top level or more ahead.</summary>
    public const int Far = Levels * SlotsPerLevel;

    /// <summary>The position of timers whose tick had come when they were armed.</summary>
    public const int Overdue = Far + 1;

    /// <summary>The number of positions: level by level, slot by slot, then the two above.</summary>
    public const int Positions = Overdue + 1;

    private const int DigitBits = 6;
    private const int DigitMask = SlotsPerLevel - 1;
    private const int RoundBits = Levels * DigitBits;

    /// <summary>Tells where a timer belongs.</summary>
    /// <param name="currentTick">The tick the wheel stands at.</param>
    /// <param name="dueTick">The tick the timer is due at.</param>
    public static int PositionOf(long currentTick, long dueTick)
    {
        if (dueTick <= currentTick)
        {
            return Overdue;
        }

        int level = BitOperations.Log2((ulong)(currentTick ^ dueTick)) / DigitBits;
        if (level >= Levels)
        {
            return Far;
        }

        int slot = (int)(dueTick >> (level * DigitBits)) & DigitMask;
        return (level * SlotsPerLevel) + slot;
    }

    /// <summary>Tells the level of a position; <see cref="Levels"/> for the two positions outside.</summary>
    public static int LevelOf(int position) => position >> DigitBits;

    /// <summary>Tells the first tick of a slot in the round that the wheel is in.</summary>
    /// <param name="currentTick">The tick the wheel stands at.</param>
    /// <param name="level">The level, 0 to 5.</param>
    /// <param name="slot">The slot, 0 to 63.</param>
    public static long SlotStart(long currentTick, int level, int slot)
    {
        int shift = level * DigitBits;
        long round = currentTick >> (shift + DigitBits) << DigitBits;
        return (round | (uint)slot) << shift;
    }

    /// <summary>Tells the first tick of the round of the top level (2³⁶ ticks) that a tick lies in.</summary>
    public static long RoundStart(long tick) => tick >> RoundBits << RoundBits;

    /// <summary>Tells the first tick of the round of the top level after the one that a tick lies in.</summary>
    /// <remarks>Only asked while a timer stands at <see cref="Far"/>; then there is such a round, and it cannot overflow.</remarks>
    public static long NextRoundStart(long tick) => ((tick >> RoundBits) + 1) << RoundBits;
}
