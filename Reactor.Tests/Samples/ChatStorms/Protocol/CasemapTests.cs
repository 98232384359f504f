using ChatServer;
using CsCheck;

namespace Reactor.Tests.Samples.ChatStorms.Protocol;

/// <summary>When two names are the same.</summary>
public sealed class CasemapTests
{
    private static readonly Gen<string> Names = Gen.OneOf('a', 'A', '[', '{', ']', '}', '\\', '|', '~', '^', '\xC0', '\xE0', '@', '`').Array[0, 4]
        .Select(units => new string(units));

    [Test]
    public void Every_byte_has_the_lower_case_of_the_table()
    {
        Dictionary<char, char> table = new() { ['['] = '{', [']'] = '}', ['\\'] = '|', ['~'] = '^' };
        for (char upper = 'A'; upper <= 'Z'; upper++)
            table.Add(upper, (char)(upper - 'A' + 'a'));

        for (char unit = '\0'; unit <= '\xFF'; unit++)
            Assert.That(Casemap.Lower(unit), Is.EqualTo(table.GetValueOrDefault(unit, unit)), $"{(int)unit}");
    }

    [Test]
    public void Names_are_the_same_if_they_fold_to_the_same_and_then_they_hash_alike() => Gen.Select(Names, Names).Sample(
        (one, other) =>
        {
            bool areSame = Casemap.Comparer.Equals(one, other);

            Assert.That(areSame, Is.EqualTo(Text.Fold(one) == Text.Fold(other)));
            Assert.That(Casemap.Comparer.Equals(other, one), Is.EqualTo(areSame));
            Assert.That(!areSame || Casemap.Comparer.GetHashCode(one) == Casemap.Comparer.GetHashCode(other));
        },
        iter: 10_000);
}
