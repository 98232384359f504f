using Reactor.Buffers;

namespace Reactor.Tests.Buffers;

public sealed class BlockPoolTests
{
    [Test]
    public void The_memory_of_a_burst_is_given_up_while_little_is_used()
    {
        BlockPool pool = new(64);
        Cycle(pool, blocks: 1_000, times: 1);
        Assert.That(pool.SpareCount, Is.EqualTo(1_000));

        Cycle(pool, blocks: 2, times: 10_000);

        Assert.That(pool.SpareCount, Is.LessThan(10));
    }

    [Test]
    public void What_is_needed_again_and_again_is_kept([Values(1, 10, 500, 1_000)] int blocks)
    {
        BlockPool pool = new(64);
        Cycle(pool, blocks, times: 10);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Cycle(pool, blocks, times: 50);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(16 * 1024), "That is the list the test itself takes, and no block.");
        Assert.That(pool.SpareCount, Is.EqualTo(blocks));
    }

    [Test]
    public void However_many_are_taken_at_a_time_none_is_too_many_if_all_are_needed([Values(1, 1_000, 1_500, 5_000, 50_000)] int most)
    {
        Surplus surplus = default;
        int dropped = 0;
        for (int round = 0; round < 20; round++)
        {
            for (int spare = most - 1; spare >= 0; spare--)
                surplus.OnRent(spare);

            for (int spare = 1; spare <= most; spare++)
                dropped += surplus.OnReturn(spare);
        }

        Assert.That(dropped, Is.Zero);
    }

    private static void Cycle(BlockPool pool, int blocks, int times)
    {
        PinnedBlock[] rented = new PinnedBlock[blocks];
        for (int time = 0; time < times; time++)
        {
            for (int block = 0; block < blocks; block++)
            {
                rented[block] = pool.Rent();
            }

            Array.ForEach(rented, pool.Return);
        }
    }
}
