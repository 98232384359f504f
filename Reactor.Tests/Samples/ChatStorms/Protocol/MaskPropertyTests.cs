using ChatServer;
using CsCheck;

namespace Reactor.Tests.Samples.ChatStorms.Protocol;

/// <summary>Wildcards, against a matcher that tries everything.</summary>
public sealed class MaskPropertyTests
{
    // Few letters, so that much fits nearly.
    private static readonly Gen<string> Masks = Gen.OneOf('a', 'A', '[', '{', '*', '*', '?').Array[0, 9].Select(units => new string(units));

    private static readonly Gen<string> Texts = Gen.OneOf('a', 'A', '[', '{', 'b').Array[0, 9].Select(units => new string(units));

    private static readonly Gen<string> Partial = Gen.OneOf('a', '!', '@', '*', '?', '.').Array[0, 8].Select(units => new string(units));

    [Test]
    public void A_mask_matches_what_trying_everything_matches() => Gen.Select(Masks, Texts).Sample(
        (mask, text) => Assert.That(Mask.Matches(mask, text), Is.EqualTo(Try(Text.Fold(mask), Text.Fold(text))), $"{mask} {text}"), iter: 10_000);

    [Test]
    public void A_mask_matches_what_the_oracle_says() => Gen.Select(Masks, Texts).Sample(
        (mask, text) => Assert.That(Mask.Matches(mask, text), Is.EqualTo(Text.Matches(mask, text))), iter: 10_000);

    /// <summary>One that tried all ways to share the text out between the stars would never come to an end.</summary>
    [Test]
    public void A_hostile_mask_is_done_with_at_once()
    {
        string mask = string.Concat(Enumerable.Repeat("*a", 255)) + "b";
        string text = new('a', 510);

        for (int round = 0; round < 100; round++)
            Assert.That(Mask.Matches(mask, text), Is.False);
    }

    [Test]
    public void A_completed_mask_has_all_three_parts() => Partial.Sample(
        partial =>
        {
            string complete = Mask.Complete(partial);

            Assert.That(complete, Does.Match("^[^!]+!.+@.+$"));
            Assert.That(complete, Is.EqualTo(Text.Complete(partial)));
            Assert.That(Mask.Complete(complete), Is.EqualTo(complete));
        },
        iter: 10_000);

    private static bool Try(ReadOnlySpan<char> mask, ReadOnlySpan<char> text)
    {
        if (mask.IsEmpty)
            return text.IsEmpty;
        if (mask[0] == '*')
            return Try(mask[1..], text) || (!text.IsEmpty && Try(mask, text[1..]));
        return !text.IsEmpty && (mask[0] == '?' || mask[0] == text[0]) && Try(mask[1..], text[1..]);
    }
}
