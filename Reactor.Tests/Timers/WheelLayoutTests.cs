using CsCheck;
using Reactor.Timers;

namespace Reactor.Tests.Timers;

public sealed class WheelLayoutTests
{
    // A slot is numbered level by level: level 1 begins at 64, level 5 ends at 383.
    [TestCase(0, -1, WheelLayout.Overdue)]
    [TestCase(0, 0, WheelLayout.Overdue)]
    [TestCase(0, 1, 1)]
    [TestCase(0, 63, 63)]
    [TestCase(0, 64, 64 + 1)]
    [TestCase(0, 65, 64 + 1)]
    [TestCase(0, 127, 64 + 1)]
    [TestCase(0, 4095, 64 + 63)]
    [TestCase(0, 4096, 128 + 1)]
    [TestCase(0, (1L << 36) - 1, 383)]
    [TestCase(0, 1L << 36, WheelLayout.Far)]
    [TestCase(0, long.MaxValue, WheelLayout.Far)]
    [TestCase(63, 64, 64 + 1)]
    [TestCase(64, 65, 1)]
    [TestCase(130, 129, WheelLayout.Overdue)]
    [TestCase((1L << 36) - 1, 1L << 36, WheelLayout.Far)]
    [TestCase(1L << 36, (1L << 36) + 1, 1)]
    [TestCase(long.MaxValue - 1, long.MaxValue, 63)]
    public void A_tick_has_its_place(long currentTick, long dueTick, int position) =>
        Assert.That(WheelLayout.PositionOf(currentTick, dueTick), Is.EqualTo(position));

    [Test]
    public void A_slot_holds_the_ticks_that_are_placed_in_it() =>
        Gen.Select(TickGen.Start, TickGen.Distance).Sample(
            (current, distance) =>
            {
                long due = TickGen.Add(current, distance);
                int position = WheelLayout.PositionOf(current, due);
                if (position >= WheelLayout.Far)
                {
                    return due <= current || WheelLayout.NextRoundStart(current) <= due;
                }

                int level = WheelLayout.LevelOf(position);
                long start = WheelLayout.SlotStart(current, level, position % WheelLayout.SlotsPerLevel);
                long width = 1L << (6 * level);
                return start > current && start <= due && due - start < width;
            },
            iter: 20_000,
            threads: 1);
}
