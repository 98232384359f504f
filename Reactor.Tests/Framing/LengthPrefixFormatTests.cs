using CsCheck;
using Reactor.Handlers;

namespace Reactor.Tests.Framing;

public sealed class LengthPrefixFormatTests
{
    public static readonly LengthPrefix[] Kinds = Enum.GetValues<LengthPrefix>();

    [TestCase(LengthPrefix.OneByte, 0xAB, "AB")]
    [TestCase(LengthPrefix.TwoBytesBigEndian, 0xABCD, "ABCD")]
    [TestCase(LengthPrefix.TwoBytesLittleEndian, 0xABCD, "CDAB")]
    [TestCase(LengthPrefix.FourBytesBigEndian, 0x12ABCDEF, "12ABCDEF")]
    [TestCase(LengthPrefix.FourBytesLittleEndian, 0x12ABCDEF, "EFCDAB12")]
    [TestCase(LengthPrefix.EightBytesBigEndian, 0x12ABCDEF, "0000000012ABCDEF")]
    [TestCase(LengthPrefix.EightBytesLittleEndian, 0x12ABCDEF, "EFCDAB1200000000")]
    [TestCase(LengthPrefix.Varint, 0, "00")]
    [TestCase(LengthPrefix.Varint, 127, "7F")]
    [TestCase(LengthPrefix.Varint, 128, "8001")]
    [TestCase(LengthPrefix.Varint, 300, "AC02")]
    [TestCase(LengthPrefix.Varint, int.MaxValue, "FFFFFFFF07")]
    public void It_is_written_and_read_as_the_format_says(LengthPrefix prefix, int length, string bytes)
    {
        byte[] written = new byte[LengthPrefixFormat.MaxSize];
        int size = LengthPrefixFormat.Write(prefix, written, length);

        Assert.That(Convert.ToHexString(written, 0, size), Is.EqualTo(bytes));
        Assert.That(LengthPrefixFormat.Read(prefix, written, out ulong read), Is.EqualTo(size));
        Assert.That(read, Is.EqualTo((ulong)length));
    }

    [TestCase(LengthPrefix.FourBytesBigEndian, "FFFFFFFF", 4, 0xFFFF_FFFFul)]
    [TestCase(LengthPrefix.FourBytesLittleEndian, "00000080", 4, 0x8000_0000ul)]
    [TestCase(LengthPrefix.EightBytesBigEndian, "FFFFFFFFFFFFFFFF", 8, ulong.MaxValue)]
    [TestCase(LengthPrefix.EightBytesLittleEndian, "0000000000000080", 8, 0x8000_0000_0000_0000ul)]
    [TestCase(LengthPrefix.Varint, "FFFFFFFFFFFFFFFFFF01", 10, ulong.MaxValue)]
    [TestCase(LengthPrefix.Varint, "8000", 2, 0ul)] // Longer than needed, which protobuf allows.
    [TestCase(LengthPrefix.Varint, "80808080808080808000", 10, 0ul)]
    public void Lengths_have_no_sign(LengthPrefix prefix, string bytes, int size, ulong length)
    {
        Assert.That(LengthPrefixFormat.Read(prefix, Convert.FromHexString(bytes), out ulong read), Is.EqualTo(size));
        Assert.That(read, Is.EqualTo(length));
    }

    [TestCase("FFFFFFFFFFFFFFFFFF02")] // The 65th bit.
    [TestCase("80808080808080808080")] // An eleventh byte would follow.
    [TestCase("8080808080808080808001")]
    public void A_varint_of_more_than_64_bits_or_ten_bytes_is_malformed(string bytes) =>
        Assert.That(LengthPrefixFormat.Read(LengthPrefix.Varint, Convert.FromHexString(bytes), out _), Is.EqualTo(LengthPrefixFormat.Malformed));

    [Test]
    public void What_was_written_is_read_and_nothing_shorter_is_complete() =>
        Gen.Select(Gen.OneOf(Kinds), Gen.OneOf(Gen.Int[0, 300], Gen.Int[0, 70_000], Gen.Int[0, int.MaxValue])).Sample(
            (prefix, length) =>
            {
                length = Math.Min(length, LengthPrefixFormat.MaxLength(prefix));
                byte[] written = new byte[LengthPrefixFormat.MaxSize];
                int size = LengthPrefixFormat.Write(prefix, written, length);

                Assert.That(LengthPrefixFormat.Read(prefix, written, out ulong read), Is.EqualTo(size));
                Assert.That(read, Is.EqualTo((ulong)length));
                for (int shorter = 0; shorter < size; shorter++)
                    Assert.That(LengthPrefixFormat.Read(prefix, written.AsSpan(0, shorter), out _), Is.Zero);
            },
            threads: 1);
}
