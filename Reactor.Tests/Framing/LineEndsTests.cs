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

    [Test]
    public void All_line_feeds_and_none([Values(0, 1, 63, 64, 65, 127, 128, 129, 1_000)] int length)
    {
        byte[] bytes = new byte[length];
        Assert.That(Find(bytes), Is.Empty);

        bytes.AsSpan().Fill((byte)'\n');
        Assert.That(Find(bytes), Is.EqualTo(Enumerable.Range(0, length)));
    }

    private static List<int> Find(byte[] bytes)
    {
        // Line feeds before and behind: a look beyond the ends would find them.
        const int Margin = 131;
        byte[] memory = new byte[Margin + bytes.Length + Margin];
        memory.AsSpan().Fill((byte)'\n');
        bytes.CopyTo(memory, Margin);

        List<int> found = [];
        LineEnds ends = new(memory.AsSpan(Margin, bytes.Length));
        for (int end = ends.Next(); end >= 0; end = ends.Next())
            found.Add(end);

        Assert.That(ends.Next(), Is.EqualTo(-1), "Asked once more.");
        return found;
    }

    private static IEnumerable<int> Expected(byte[] bytes) => Enumerable.Range(0, bytes.Length).Where(index => bytes[index] == (byte)'\n');
}
