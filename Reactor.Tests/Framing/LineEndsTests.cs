using CsCheck;
using Reactor.Handlers;

namespace Reactor.Tests.Framing;

public sealed class LineEndsTests
{
    [Test]
    public void Every_line_feed_is_found_once_and_in_order() =>
        Gen.Frequency((5, Gen.Const((byte)'\n')), (5, Gen.Const((byte)0x8a)), (90, Gen.Byte)).Array[0, 300].Sample(
            bytes => Assert.That(Find(bytes), Is.EqualTo(Expected(bytes))),
            iter: 5_000);

    // Dense ones end a search because there is no room for more, rare ones because it has gone far enough.
    [Test]
    public void Line_feeds_of_long_input_are_found_over_many_searches() =>
        Gen.Select(Gen.Int[0, 6_000], Gen.OneOf(Gen.Const(1), Gen.Const(2), Gen.Const(5), Gen.Const(60), Gen.Const(700)), Gen.Int).Sample(
            (length, distance, seed) =>
            {
                Random random = new(seed);
                byte[] bytes = [.. Enumerable.Range(0, length).Select(_ => (byte)(random.Next(distance) == 0 ? '\n' : 'a'))];
                Assert.That(Find(bytes), Is.EqualTo(Expected(bytes)));
            },
            iter: 1_000);

    [Test]
    public void All_line_feeds_and_none([Values(0, 1, 63, 64, 65, 127, 128, 129, 1_000)] int length)
    {
        byte[] bytes = new byte[length];
        Assert.That(Find(bytes), Is.Empty);

        bytes.AsSpan().Fill((byte)'\n');
        Assert.That(Find(bytes), Is.EqualTo(Enumerable.Range(0, length)));
    }

    // Whoever pauses after each line has the same bytes searched again: then a long search for many would be a long search for each.
    [Test]
    public void A_search_that_has_found_something_ends_soon([Values(1, 50, 5_000)] int distance)
    {
        byte[] bytes = new byte[100_000];
        for (int index = distance - 1; index < bytes.Length; index += distance)
            bytes[index] = (byte)'\n';

        LineEnds.Places places = default;
        int looked = 0;
        int count = LineEnds.Find(bytes, ref places, ref looked);

        Assert.That(count, Is.InRange(1, LineEnds.MostAtOnce));
        Assert.That(looked, Is.InRange(places[count - 1] + 1, Math.Max(distance, 2_048) + 64));
    }

    private static List<int> Find(byte[] bytes)
    {
        // Line feeds before and behind: a look beyond the ends would find them.
        const int Margin = 131;
        byte[] memory = new byte[Margin + bytes.Length + Margin];
        memory.AsSpan().Fill((byte)'\n');
        bytes.CopyTo(memory, Margin);

        List<int> found = [];
        ReadOnlySpan<byte> input = memory.AsSpan(Margin, bytes.Length);
        LineEnds.Places places = default;
        int looked = 0;
        for (int count = LineEnds.Find(input, ref places, ref looked); count > 0; count = LineEnds.Find(input, ref places, ref looked))
            found.AddRange(places[..count]);

        Assert.That(looked, Is.EqualTo(bytes.Length));
        Assert.That(LineEnds.Find(input, ref places, ref looked), Is.Zero, "Asked once more.");
        return found;
    }

    private static IEnumerable<int> Expected(byte[] bytes) => Enumerable.Range(0, bytes.Length).Where(index => bytes[index] == (byte)'\n');
}
