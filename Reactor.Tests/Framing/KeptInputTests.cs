using CsCheck;
using Reactor.Handlers;

namespace Reactor.Tests.Framing;

public sealed class KeptInputTests
{
    [Test]
    public void It_owns_nothing_until_something_is_kept()
    {
        KeptInput kept = default;
        kept.Append([]);

        Assert.That(kept.IsEmpty);
        Assert.That(kept.Capacity, Is.Zero);
        Assert.That(kept.Bytes.IsEmpty);
    }

    [Test]
    public void The_memory_goes_back_with_the_last_byte()
    {
        KeptInput kept = default;
        kept.Append([1, 2, 3]);
        kept.Consume(2);
        Assert.That(kept.Capacity, Is.Not.Zero);

        kept.Consume(1);

        Assert.That(kept.Capacity, Is.Zero);
    }

    [Test]
    public void Consuming_from_the_front_moves_nothing()
    {
        KeptInput kept = default;
        kept.Append(new byte[1_000]);
        ReadOnlySpan<byte> before = kept.Bytes;

        for (int index = 0; index < 999; index++)
            kept.Consume(1);

        Assert.That(before[999..] == kept.Bytes, "It is the same memory.");
        kept.Clear();
    }

    // What is copied in growing is a sum of powers of two: less than twice the bytes.
    [Test]
    public void A_byte_at_a_time_it_grows_by_doubling()
    {
        KeptInput kept = default;
        int moves = 0;
        for (int index = 0; index < 1_000_000; index++)
        {
            int capacity = kept.Capacity;
            kept.Append([(byte)index]);
            if (kept.Capacity != capacity)
                moves++;
        }

        Assert.That(moves, Is.LessThanOrEqualTo(13));
        Assert.That(kept.Capacity, Is.LessThanOrEqualTo(1 << 20));
        kept.Clear();
    }

    [Test]
    public void A_small_rest_leaves_a_large_buffer()
    {
        KeptInput kept = default;
        kept.Append(new byte[100_000]);
        kept.Consume(99_990);

        kept.Trim();

        Assert.That(kept.Capacity, Is.LessThanOrEqualTo(256));
        Assert.That(kept.Length, Is.EqualTo(10));
        kept.Clear();
    }

    [Test]
    public void It_does_what_a_list_does() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3_000]).Array[1, 60].Sample(
            steps =>
            {
                KeptInput kept = default;
                List<byte> model = [];
                byte next = 0;
                foreach ((int kind, int amount) in steps)
                {
                    switch (kind)
                    {
                        case 0:
                            int count = Math.Min(amount, model.Count);
                            kept.Consume(count);
                            model.RemoveRange(0, count);
                            break;
                        case 1:
                            kept.Trim();
                            break;
                        default:
                            byte[] more = [.. Enumerable.Range(0, amount).Select(_ => next++)];
                            kept.Append(more);
                            model.AddRange(more);
                            break;
                    }

                    Assert.That(kept.Bytes.SequenceEqual(model.ToArray()));
                    Assert.That(kept.Length, Is.EqualTo(model.Count));
                    Assert.That(kept.Capacity == 0, Is.EqualTo(model.Count == 0));
                }

                kept.Clear();
            },
            iter: 500,
            threads: 1);
}
