using ChatServer;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>The lists of a channel: bans and exceptions from them.</summary>
public sealed class ChannelListTests : ChatFixture
{
    private IrcClient _alice = null!;
    private IrcClient _bob = null!;

    [SetUp]
    public void GatherTwo()
    {
        Start();
        _alice = Join("alice");
        _bob = Join("bob");
        Gather("#a", _alice, _bob);
    }

    [TestCase("bob", "bob!*@*"), TestCase("*@host", "*!*@host"), TestCase("bob!x", "bob!x@*"), TestCase("a!b@c", "a!b@c"), TestCase("!@", "*!*@*"), TestCase("@", "*!*@*"), TestCase("*", "*!*@*")]
    public void A_mask_is_completed(string given, string complete) =>
        _alice.Asks($"MODE #a +b {given}", $"{_alice.Prefix} MODE #a +b {complete}");

    [TestCase("b", Numeric.RPL_BANLIST, Numeric.RPL_ENDOFBANLIST, "ban"), TestCase("+b", Numeric.RPL_BANLIST, Numeric.RPL_ENDOFBANLIST, "ban")]
    [TestCase("e", Numeric.RPL_EXCEPTLIST, Numeric.RPL_ENDOFEXCEPTLIST, "exception"), TestCase("+e", Numeric.RPL_EXCEPTLIST, Numeric.RPL_ENDOFEXCEPTLIST, "exception")]
    public void Anybody_can_see_a_list(object letter, object item, object end, object name)
    {
        string list = ((string)letter).TrimStart('+');
        _alice.Say($"MODE #a +{list}{list} one two");
        _alice.Skip();
        _bob.Skip();

        _bob.Asks(
            $"MODE #a {letter}",
            _bob.Reply((Numeric)item, "#a one!*@* alice (n)"),
            _bob.Reply((Numeric)item, "#a two!*@* alice (n)"),
            _bob.Reply((Numeric)end, $"#a :End of channel {name} list"));
    }

    [Test]
    public void An_operator_sees_it_with_an_empty_mask_too() =>
        _alice.Asks("MODE #a -b", Numeric.RPL_ENDOFBANLIST, "#a :End of channel ban list");

    [Test]
    public void From_outside_the_lists_of_a_secret_channel_are_empty()
    {
        IrcClient carol = Join("carol");
        _alice.Say("MODE #a +sb x");
        _alice.Skip();

        carol.Asks("MODE #a b", Numeric.RPL_ENDOFBANLIST, "#a :End of channel ban list");
        carol.Asks("MODE #a e", Numeric.RPL_ENDOFEXCEPTLIST, "#a :End of channel exception list");
    }

    [Test]
    public void A_mask_is_listed_once_and_taken_off_as_it_was_set()
    {
        _alice.Asks("MODE #a +b Bob!*@*", $"{_alice.Prefix} MODE #a +b Bob!*@*");
        _alice.Asks("MODE #a +b bOB");
        _alice.Asks("MODE #a -b bob", $"{_alice.Prefix} MODE #a -b Bob!*@*");
        _alice.Asks("MODE #a -b bob");
        _alice.Asks("MODE #a b", Numeric.RPL_ENDOFBANLIST, "#a :End of channel ban list");
    }

    [Test]
    public void Only_operators_change_a_list()
    {
        _bob.Asks("MODE #a +b alice", Numeric.ERR_CHANOPRIVSNEEDED, "#a :You're not channel operator");
        _bob.Asks("MODE #a +e alice", Numeric.ERR_CHANOPRIVSNEEDED, "#a :You're not channel operator");
    }

    [TestCase("bob"), TestCase("b?b"), TestCase("B*"), TestCase("*!~bob@*"), TestCase("*!*@127.0.0.*"), TestCase("*!*@127.0.0.1"), TestCase("***b***")]
    public void Who_is_banned_is_silent_unless_voiced_or_excepted(string mask)
    {
        _alice.Say($"MODE #a +b {mask}");
        _alice.Skip();
        _bob.Skip();

        _bob.Asks("PRIVMSG #a :hi", Numeric.ERR_CANNOTSENDTOCHAN, "#a :Cannot send to channel");
        _alice.Say("MODE #a +v bob");
        _alice.Skip();
        _bob.Skip();
        _bob.Asks("PRIVMSG #a :voiced");
        _alice.Hears($"{_bob.Prefix} PRIVMSG #a :voiced");
        _alice.Say("MODE #a -v+e bob *!*@127.*");
        _alice.Skip();
        _bob.Skip();
        _bob.Asks("PRIVMSG #a :excepted");
        _alice.Hears($"{_bob.Prefix} PRIVMSG #a :excepted");
    }

    [TestCase("carol"), TestCase("bo"), TestCase("b??b"), TestCase("*!bob@*"), TestCase("bob!*@10.*")]
    public void Other_masks_do_not_fit(string mask)
    {
        _alice.Say($"MODE #a +b {mask}");
        _alice.Skip();
        _bob.Skip();

        _bob.Asks("PRIVMSG #a :hi");
    }

    [Test]
    public void A_ban_of_a_new_nick_counts_from_the_change_on()
    {
        _alice.Say("MODE #a +b robert");
        _alice.Skip();
        _bob.Skip();

        _bob.Asks("PRIVMSG #a :hi");
        _bob.Say("NICK robert");
        _bob.Nick = "robert";
        _bob.Skip();
        _bob.Asks("PRIVMSG #a :hi", Numeric.ERR_CANNOTSENDTOCHAN, "#a :Cannot send to channel");
    }

    [Test]
    public void Strangers_who_are_banned_cannot_speak_even_where_strangers_may()
    {
        IrcClient carol = Join("carol");
        _alice.Say("MODE #a -n+b carol");
        _alice.Skip();

        carol.Asks("PRIVMSG #a :hi", Numeric.ERR_CANNOTSENDTOCHAN, "#a :Cannot send to channel");
    }

    [TestCase("b"), TestCase("e")]
    public void A_list_can_be_full(string letter)
    {
        foreach (string[] masks in Enumerable.Range(0, 100).Select(number => $"m{number}").Chunk(4))
            _alice.Say($"MODE #a +{letter}{letter}{letter}{letter} {string.Join(' ', masks)}");

        Assert.That(_alice.Take(), Has.Length.EqualTo(25));
        _alice.Asks($"MODE #a +{letter} more", Numeric.ERR_BANLISTFULL, $"#a {letter} :Channel list is full");
        _alice.Asks($"MODE #a +{letter} m5");
        _alice.Asks($"MODE #a -{letter} m5", $"{_alice.Prefix} MODE #a -{letter} m5!*@*");
        _alice.Asks($"MODE #a +{letter} more", $"{_alice.Prefix} MODE #a +{letter} more!*@*");
    }

    [Test]
    public void Long_masks_are_told_in_lines_that_fit_even_with_the_longest_nick()
    {
        IrcClient operatorWithLongNick = Join(new string('o', 30));
        _alice.Say($"MODE #a +o {operatorWithLongNick.Nick}");
        Gather("#long", operatorWithLongNick);

        string masks = string.Join(' ', "abcd".Select(letter => new string(letter, 90)));
        string[] lines = operatorWithLongNick.Ask($"MODE #long +bbbb {masks}");

        Assert.That(string.Join(' ', lines.SelectMany(line => line.Split(' ').Where(word => word.EndsWith("!*@*", StringComparison.Ordinal)))), Is.EqualTo(masks.Replace(" ", "!*@* ", StringComparison.Ordinal) + "!*@*"));
    }

    [Test]
    public void A_mask_that_makes_the_server_look_long_does_not()
    {
        _alice.Say($"MODE #a +b {string.Concat(Enumerable.Repeat("*?", 45))}x", "PRIVMSG #a :still here");

        Assert.That(_alice.Take(), Has.Length.EqualTo(1));
        Assert.That(_bob.Take(), Has.Length.EqualTo(2));
    }
}
