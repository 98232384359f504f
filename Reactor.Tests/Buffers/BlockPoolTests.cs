using Reactor.Buffers;

namespace Reactor.Tests.Buffers;

public sealed class BlockPoolTests
{
    [Test]
    public void The_memory_of_a_burst_is_given_up_while_little_is_used()
    {
        BlockPool pool = new(64);
        Cycle(pool, blocks: 1_000);
        pool.GiveUpSurplus();
        Assert.That(pool.SpareCount, Is.EqualTo(1_000), "They were needed.");

        for (int time = 0; time < 20; time++)
        {
            Cycle(pool, blocks: 2);
            pool.GiveUpSurplus();
        }

        Assert.That(pool.SpareCount, Is.LessThan(5));
    }

    [Test]
    public void It_is_given_up_too_when_nothing_is_used_any_more()
    {
        BlockPool pool = new(64);
        Cycle(pool, blocks: 1_000);

        for (int time = 0; time < 20; time++)
            pool.GiveUpSurplus();

        Assert.That(pool.SpareCount, Is.Zero);
    }

    [Test]
    public void What_is_needed_again_and_again_is_kept([Values(1, 10, 500, 1_000)] int blocks)
    {
        BlockPool pool = new(64);
        for (int time = 0; time < 20; time++)
        {
            Cycle(pool, blocks);
            pool.GiveUpSurplus();
        }

        Assert.That(pool.SpareCount, Is.EqualTo(blocks));
    }

    [Test]
    public void A_loop_gives_up_what_is_left_of_a_burst()
    {
        using EventLoop loop = new();
        Cycle(loop.Core.Blocks, blocks: 1_000);

        for (int turn = 0; turn < 20 * 1_024; turn++)
            loop.RunOnce(TimeSpan.Zero);

        Assert.That(loop.Core.Blocks.SpareCount, Is.Zero);
    }

    private static void Cycle(BlockPool pool, int blocks)
    {
        PinnedBlock[] rented = [.. Enumerable.Range(0, blocks).Select(_ => pool.Rent())];
        Array.ForEach(rented, pool.Return);
    }
}
