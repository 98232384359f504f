using System.Text;
using ChatServer;
using CsCheck;

namespace Reactor.Tests.Samples.ChatStorms.Protocol;

/// <summary>Text as it is on the wire: bytes that may be UTF-8 or anything else.</summary>
public sealed class WirePropertyTests
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Gen<string> Unicode = Gen.OneOf("a", "é", "€", "😀", "\u0000", "\uFFFD").Array[0, 30].Select(string.Concat);

    private static readonly Gen<byte[]> Anything = Gen.Frequency((2, Gen.Byte), (1, Gen.Byte[0x80, 0xBF]), (1, Gen.Byte[0xC0, 0xF4])).Array[0, 40];

    [Test]
    public void A_cut_never_splits_a_character_and_never_exceeds() => Gen.Select(Unicode, Gen.Int[0, 60]).Sample(
        (unicode, length) =>
        {
            string text = Wire.FromText(unicode);
            string cut = Wire.Cut(text, length);

            Assert.That(cut.Length, Is.LessThanOrEqualTo(length).And.GreaterThan(Math.Min(text.Length, length) - 4));
            Assert.That(text, Does.StartWith(cut));
            Assert.That(() => s_strict.GetString(Encoding.Latin1.GetBytes(cut)), Throws.Nothing);
        },
        iter: 10_000);

    [Test]
    public void What_is_not_UTF8_is_cut_as_well() => Gen.Select(Anything, Gen.Int[0, 50]).Sample(
        (bytes, length) =>
        {
            string text = Wire.FromBytes(bytes);
            string cut = Wire.Cut(text, length);

            Assert.That(cut, Is.EqualTo(Text.Cut(text, length)));
            Assert.That(cut.Length, Is.LessThanOrEqualTo(length).And.GreaterThan(Math.Min(text.Length, length) - 4));
        },
        iter: 10_000);

    [Test]
    public void Bytes_come_back_as_they_were() => Anything.Sample(bytes =>
    {
        byte[] written = new byte[bytes.Length];

        Assert.That(Wire.Write(Wire.FromBytes(bytes), written), Is.EqualTo(bytes.Length));
        Assert.That(written, Is.EqualTo(bytes));
    });

    [Test]
    public void A_word_can_stand_in_the_middle() => Gen.OneOf(':', ' ', 'a', ',').Array[0, 8].Select(units => new string(units)).Sample(text =>
    {
        string word = Wire.Word(text);

        Assert.That(word, Is.Not.Empty.And.Not.Contains(" ").And.Not.StartsWith(":"));
        Assert.That(word, Is.EqualTo(Text.Word(text)));
    });
}
