using Reactor.Buffers;

namespace Reactor.Tests.Buffers;

public sealed class ShortCopyTests
{
    private const int Margin = 64;
    private const byte Untouched = 0xEE;

    [Test]
    public unsafe void Any_length_arrives_whole_and_nothing_beside_it_is_touched([Range(0, 130)] int length)
    {
        byte[] source = new byte[Margin + length + Margin];
        new Random(length).NextBytes(source);
        byte[] target = new byte[Margin + length + Margin];
        Array.Fill(target, Untouched);

        fixed (byte* start = target)
        {
            ShortCopy.Copy(source.AsSpan(Margin, length), start + Margin);
        }

        Assert.That(target[Margin..^Margin], Is.EqualTo(source[Margin..^Margin]));
        Assert.That(target[..Margin], Is.All.EqualTo(Untouched));
        Assert.That(target[^Margin..], Is.All.EqualTo(Untouched));
    }
}
