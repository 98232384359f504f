using System.Text;
using ChatServer;
using CsCheck;

namespace Reactor.Tests.Samples.ChatStorms.Protocol;

/// <summary>Lines: what is put together by the grammar comes apart into the same parts, and nothing that is not breaks anything.</summary>
public sealed class IrcLinePropertyTests
{
    private static readonly Gen<char> AnyUnit = Gen.Byte.Select(unit => (char)unit).Where(unit => unit is not ('\0' or '\r' or '\n'));

    private static readonly Gen<string> Middle = Gen.Select(
        AnyUnit.Where(unit => unit is not (' ' or ':')),
        AnyUnit.Where(unit => unit != ' ').Array[0, 12],
        (first, rest) => first + new string(rest));

    private static readonly Gen<string> Last = AnyUnit.Array[0, 40].Select(units => new string(units));

    private static readonly Gen<string> Verb = Gen.Frequency(
        (3, Gen.Char['a', 'z'].Array[1, 8].Select(units => new string(units))),
        (1, Middle.Where(word => word[0] != '@')));

    private static readonly Gen<string> Gap = Gen.Int[1, 3].Select(length => new string(' ', length));

    // What lines are made of, so that the parser sees more than noise.
    private static readonly Gen<byte[]> Mixture = Gen.Frequency(
            (6, Gen.Byte.Array[0, 3]),
            (6, Gen.OneOf("@", ":", " ", ";", "label=", "+a=b", "\r", "\0", "\n", ",", "NICK", "PRIVMSG #a :x").Select(Encoding.Latin1.GetBytes)),
            (1, Gen.Int[0, 600].Select(length => new byte[length].Select(_ => (byte)'x').ToArray())),
            (1, Gen.Int[3_000, 5_000].Select(length => new byte[length].Select(_ => (byte)'y').ToArray())))
        .Array[0, 20].Select(parts => parts.SelectMany(part => part).ToArray());

    [Test]
    public void Parts_that_are_put_together_come_apart_again() =>
        Gen.Select(Verb, Middle.Array[0, 14], Last, Gen.Bool, Gen.Bool, Gap).Sample((verb, middles, last, hasLast, hasSource, gap) =>
        {
            List<string> parts = [.. hasSource ? [":some!one@where"] : Array.Empty<string>(), verb, .. middles];
            string text = string.Join(gap, parts) + (hasLast ? $"{gap}:{last}" : "");
            LineFault fault = IrcLine.Parse(Encoding.Latin1.GetBytes(text), out IrcLine line);
            if (text.Length > 510)
            {
                Assert.That(fault, Is.EqualTo(LineFault.TooLong));
                return;
            }

            string[] parameters = hasLast ? [.. middles, last] : middles;
            Assert.That(fault, Is.EqualTo(LineFault.None));
            Assert.That(line.Command, Is.EqualTo(Capitals(verb)));
            Assert.That(Enumerable.Range(0, line.Count).Select(index => line[index]), Is.EqualTo(parameters));
        });

    [Test]
    public void Tags_that_are_put_together_come_apart_again() =>
        Gen.Select(Gen.Char['a', 'z'].Array[0, 70], Gen.OneOf("+a=1", "+b", "c=2", "time=now").Array[0, 6], Gen.Bool).Sample((label, others, isFirst) =>
        {
            string own = $"label={new string(label)}";
            string tags = string.Join(';', isFirst ? [own, .. others] : [.. others, own]);
            LineFault fault = IrcLine.Parse(Encoding.Latin1.GetBytes($"@{tags} PING"), out IrcLine line);

            Assert.That(fault, Is.EqualTo(LineFault.None));
            Assert.That(line.Label, Is.EqualTo(label.Length is 0 or > 64 ? null : new string(label)));
            Assert.That(line.ClientTags, Is.EqualTo(string.Join(';', others.Where(tag => tag[0] == '+'))));
        });

    [Test]
    public void Whatever_the_bytes_they_are_read_as_the_oracle_reads_them() => Mixture.Sample(
        bytes =>
        {
            LineFault fault = IrcLine.Parse(bytes, out IrcLine line);
            Utterance said = Utterance.Read(bytes, isWhole: true);

            Assert.That(fault, Is.EqualTo(said.IsTooLong ? LineFault.TooLong : said.Command.Length == 0 ? LineFault.Empty : LineFault.None));
            if (fault != LineFault.None)
                return;
            Assert.That(line.Command, Is.EqualTo(said.Command));
            Assert.That(line.Label, Is.EqualTo(said.Label));
            Assert.That(line.ClientTags, Is.EqualTo(said.Tags));
            Assert.That(Enumerable.Range(0, line.Count).Select(index => line[index]), Is.EqualTo(said.Parameters));
            Assert.That(line[line.Count], Is.Empty);
        },
        iter: 5_000);

    private static string Capitals(string word) => string.Concat(word.Select(unit => unit is >= 'a' and <= 'z' ? char.ToUpperInvariant(unit) : unit));
}
