namespace Reactor.Tests.Samples.ChatCrowds;

/// <summary>What a line to thousands costs: one call each, whoever speaks and however much is said in a turn.</summary>
public sealed class FanOutTests
{
    private const int Members = 5_000;

    private ChatHall _hall = null!;

    [OneTimeSetUp]
    public void Gather()
    {
        _hall = new ChatHall();
        _hall.Fill(Members);
    }

    [OneTimeTearDown]
    public void Leave() => _hall.Dispose();

    [Test]
    public void A_line_reaches_five_thousand_in_one_turn_with_one_call_each()
    {
        int[] before = Heard();
        _hall.Say([_hall.Guests[0]], lines: 1, "hello");

        Assert.That(_hall.ServerTurn(), Is.EqualTo(Members - 1));
        HeardSince(before, guest => guest == 0 ? 0 : 1);
    }

    [TestCase(50, 100), TestCase(50, 400), TestCase(65, 400), TestCase(300, 40)]
    public void Many_lines_of_one_in_a_turn_cost_one_call_for_each_who_hears_them(int lines, int length)
    {
        int[] before = Heard();
        _hall.Say([_hall.Guests[7]], lines, new string('.', length));

        Assert.That(_hall.ServerTurn(), Is.EqualTo(Members - 1));
        HeardSince(before, guest => guest == 7 ? 0 : lines);
    }

    /// <summary>What a line allocates does not depend on how many hear it.</summary>
    [TestCase(1), TestCase(50)]
    public void Nothing_is_allocated_for_each_who_hears_it(int lines)
    {
        long allocated = 0;
        for (int round = 0; round < 4; round++)
        {
            int[] before = Heard();
            _hall.Say([_hall.Guests[7]], lines, "hello");
            allocated = -GC.GetAllocatedBytesForCurrentThread();
            _hall.ServerTurn();
            allocated += GC.GetAllocatedBytesForCurrentThread();
            HeardSince(before, guest => guest == 7 ? 0 : lines);
        }

        Assert.That(allocated / lines, Is.LessThan(Members), "Bytes: less than one for each.");
    }

    [Test]
    public void Fifty_who_speak_in_one_turn_cost_one_call_for_each_who_was_silent_and_two_at_most_for_each_who_was_not()
    {
        int[] before = Heard();
        _hall.Say(_hall.Guests.Take(50), lines: 1, "all at once");

        Assert.That(_hall.ServerTurn(), Is.InRange(Members, Members + 50));
        HeardSince(before, guest => guest < 50 ? 49 : 50);
    }

    private int[] Heard() => [.. _hall.Guests.Select(guest => guest.Heard)];

    /// <summary>Everybody heard so much, and nothing more is under way.</summary>
    private void HeardSince(int[] before, Func<int, int> expected)
    {
        int[] wanted = [.. before.Select((heard, guest) => heard + expected(guest))];
        _hall.Until(() => !_hall.Guests.Where((guest, index) => guest.Heard < wanted[index]).Any());
        Assert.That(_hall.ServerTurn(TimeSpan.Zero), Is.Zero);
        Assert.That(Heard(), Is.EqualTo(wanted));
    }
}
