using System.Text;
using CsCheck;

namespace Reactor.Tests.Samples.ChatStorms.Fuzzing;

public sealed class ChatFuzzTests
{
    private static readonly Gen<(int Connection, int Seed)[]> Pieces = Gen.Select(Gen.Int[0, 255], Gen.Int[0, 1_000_000]).Array[1, 60];

    [Test]
    public void Whatever_is_sent_the_server_does_what_the_oracle_says() => Gen.Select(Gen.Byte, Pieces).Sample(
        (connections, pieces) => ChatFuzz.Run([connections, .. Hello(), .. pieces.SelectMany(piece => Piece(piece.Connection, piece.Seed))]),
        iter: 1_000,
        threads: 1);

    [Test]
    public void Bytes_that_mean_nothing_do_nothing() => Gen.Byte.Array[0, 400].Sample(ChatFuzz.Run, iter: 500, threads: 1);

    [TestCase("")]
    [TestCase("\0\0\x06\0NICK \n")]
    [TestCase("\0\x01\x04\0\r\n\r\n")]
    public void What_was_found_once_stays_found(string input) => ChatFuzz.Run(Encoding.Latin1.GetBytes(input));

    [Test]
    public void An_answer_that_is_too_long_for_a_line_ends_with_a_whole_nick([Values("ann", "anna", "annab", "annabe", "annabel")] string nick) => ChatFuzz.Run(
        [0, .. ChatFuzz.Piece(0, Encoding.Latin1.GetBytes($"NICK {nick}\nUSER a 0 * :b\nISON {Repeated(nick, 505)}\nUSERHOST {Repeated(nick, 500)}\n"))]);

    [Test, Explicit, Category("Soak")]
    public void A_million_lines_from_a_hundred_clients() => ChatSoak.Run(lines: 1_000_000, clients: 100, seed: 1, weighs: true);

    [Test]
    public void Twenty_thousand_lines_from_forty_clients() => ChatSoak.Run(lines: 20_000, clients: 40, seed: 1);

    private static string Repeated(string nick, int length) => string.Join(' ', Enumerable.Repeat(nick, (length + 1) / (nick.Length + 1)));

    private static IEnumerable<byte> Hello() => Enumerable.Range(0, ChatFuzz.MostConnections)
        .SelectMany(number => ChatFuzz.Piece(number, new Babble(new Random(number), crowd: 0).Registration(number)));

    private static IEnumerable<byte> Piece(int connection, int seed) =>
        ChatFuzz.Piece(connection, new Babble(new Random(seed), crowd: 0).NextLine());
}
