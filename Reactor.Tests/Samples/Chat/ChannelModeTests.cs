using ChatServer;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>MODE of channels: the flags, the key, the limit, operators and voices.</summary>
public sealed class ChannelModeTests : ChatFixture
{
    private IrcClient _alice = null!;
    private IrcClient _bob = null!;
    private IrcClient _carol = null!;

    [SetUp]
    public void GatherTwo()
    {
        Start();
        _alice = Join("alice");
        _bob = Join("bob");
        _carol = Join("carol");
        Gather("#a", _alice, _bob);
    }

    [Test]
    public void A_new_channel_keeps_strangers_out_and_its_topic_to_operators()
    {
        _alice.Asks("MODE #A", _alice.Reply(Numeric.RPL_CHANNELMODEIS, "#a +nt"), _alice.Reply(Numeric.RPL_CREATIONTIME, "#a (n)"));
        _alice.Asks("MODE #a :", _alice.Reply(Numeric.RPL_CHANNELMODEIS, "#a +nt"), _alice.Reply(Numeric.RPL_CREATIONTIME, "#a (n)"));
    }

    [Test]
    public void The_key_is_shown_only_to_who_is_in()
    {
        Changes("+kl word 5");

        _bob.Asks("MODE #a", _bob.Reply(Numeric.RPL_CHANNELMODEIS, "#a +ntkl word 5"), _bob.Reply(Numeric.RPL_CREATIONTIME, "#a (n)"));
        _carol.Asks("MODE #a", _carol.Reply(Numeric.RPL_CHANNELMODEIS, "#a +ntl 5"), _carol.Reply(Numeric.RPL_CREATIONTIME, "#a (n)"));
    }

    [Test]
    public void From_outside_the_modes_of_a_secret_channel_are_secret()
    {
        Changes("+s");

        _carol.Asks("MODE #a", Numeric.ERR_NOTONCHANNEL, "#a :You're not on that channel");
    }

    [TestCase("+i", "+i"), TestCase("+m", "+m"), TestCase("+s", "+s"), TestCase("-n", "-n"), TestCase("-t", "-t")]
    [TestCase("i", "+i"), TestCase("+ims-nt", "+ims-nt"), TestCase("+i-n+m-t", "+i-n+m-t"), TestCase("+l 5", "+l 5"), TestCase("+l 005", "+l 5"), TestCase("+k word", "+k word")]
    [TestCase("+o bob", "+o bob"), TestCase("+v BOB", "+v bob"), TestCase("-o alice", "-o alice"), TestCase("+ov-o bob bob alice", "+ov-o bob bob alice")]
    public void A_change_is_heard_by_all_who_are_in(string given, string told)
    {
        _alice.Asks($"MODE #a {given}", $"{_alice.Prefix} MODE #a {told}");

        _bob.Hears($"{_alice.Prefix} MODE #a {told}");
        _carol.Hears();
    }

    [TestCase("+n"), TestCase("+nt"), TestCase("-i"), TestCase("-l"), TestCase("-k"), TestCase("-k word"), TestCase("+o alice"), TestCase("-v bob"), TestCase("+"), TestCase("-"), TestCase("+-")]
    public void What_changes_nothing_is_not_told(string given)
    {
        _alice.Asks($"MODE #a {given}");
        _bob.Hears();
    }

    [Test]
    public void What_was_set_can_be_taken_back()
    {
        Changes("+kl word 5");

        _alice.Asks("MODE #a -kl+v word bob", $"{_alice.Prefix} MODE #a -kl+v word bob");
        _alice.Asks("MODE #a", _alice.Reply(Numeric.RPL_CHANNELMODEIS, "#a +nt"), _alice.Reply(Numeric.RPL_CREATIONTIME, "#a (n)"));
    }

    [Test]
    public void Any_word_takes_the_key_away()
    {
        Changes("+k word");

        _alice.Asks("MODE #a -k *", $"{_alice.Prefix} MODE #a -k word");
    }

    [TestCase("+o"), TestCase("-o"), TestCase("+v"), TestCase("-v"), TestCase("+k"), TestCase("+l"), TestCase("+k :")]
    public void A_letter_without_its_parameter_is_an_error(string given) =>
        _alice.Asks($"MODE #a {given}", Numeric.ERR_NEEDMOREPARAMS, "MODE :Not enough parameters");

    [TestCase("+x", "x"), TestCase("-q", "q"), TestCase("+I", "I"), TestCase("+O", "O")]
    public void An_unknown_letter_is_named(string given, string letter)
    {
        _alice.Asks($"MODE #a {given}", Numeric.ERR_UNKNOWNMODE, $"{letter} :is unknown mode char to me for #a");
        _alice.Asks(
            $"MODE #a +i{given}v bob",
            _alice.Reply(Numeric.ERR_UNKNOWNMODE, $"{letter} :is unknown mode char to me for #a"),
            $"{_alice.Prefix} MODE #a {(given[0] == '+' ? "+iv bob" : "+i")}");
    }

    [Test]
    public void An_unknown_letter_is_named_once_however_often_it_comes() =>
        _alice.Asks(
            $"MODE #a +{new string('x', 300)}-xy",
            _alice.Reply(Numeric.ERR_UNKNOWNMODE, "x :is unknown mode char to me for #a"),
            _alice.Reply(Numeric.ERR_UNKNOWNMODE, "y :is unknown mode char to me for #a"));

    [TestCase(":"), TestCase(" ")]
    public void A_letter_that_cannot_stand_in_a_line_is_an_asterisk(string letter) =>
        _alice.Asks($"MODE #a :+{letter}", Numeric.ERR_UNKNOWNMODE, "* :is unknown mode char to me for #a");

    [TestCase("+k a,b"), TestCase("+k ::ab"), TestCase("+k :a b"), TestCase("+k abcdefghijklmnopqrstuvwx")]
    public void Not_everything_is_a_key(string given) =>
        _alice.Asks($"MODE #a {given}", Numeric.ERR_INVALIDKEY, "#a :Key is not well-formed");

    [TestCase("0"), TestCase("-1"), TestCase("x"), TestCase("99999999999"), TestCase("1x")]
    public void Not_everything_is_a_limit(string given) =>
        _alice.Asks($"MODE #a +l {given}", Numeric.ERR_INVALIDMODEPARAM, $"#a l {given} :Invalid mode parameter");

    [Test]
    public void Every_wrong_member_has_its_error()
    {
        _alice.Asks("MODE #a +o nobody", Numeric.ERR_NOSUCHNICK, "nobody :No such nick/channel");
        _alice.Asks("MODE #a +v carol", Numeric.ERR_USERNOTINCHANNEL, "carol #a :They aren't on that channel");
    }

    [Test]
    public void Only_operators_who_are_in_may_change_modes()
    {
        _bob.Asks("MODE #a +i", Numeric.ERR_CHANOPRIVSNEEDED, "#a :You're not channel operator");
        _carol.Asks("MODE #a +i", Numeric.ERR_NOTONCHANNEL, "#a :You're not on that channel");
        _carol.Asks("MODE #b", Numeric.ERR_NOSUCHCHANNEL, "#b :No such channel");
        _carol.Asks("MODE #b +i", Numeric.ERR_NOSUCHCHANNEL, "#b :No such channel");
        _alice.Asks("MODE", Numeric.ERR_NEEDMOREPARAMS, "MODE :Not enough parameters");
    }

    [Test]
    public void Only_members_speak_unless_strangers_are_let_in()
    {
        _carol.Asks("PRIVMSG #a :hi", Numeric.ERR_CANNOTSENDTOCHAN, "#a :Cannot send to channel");
        Changes("-n");
        _carol.Asks("PRIVMSG #a :hi");
        _bob.Hears($"{_carol.Prefix} PRIVMSG #a :hi");
    }

    [Test]
    public void In_a_moderated_channel_operators_and_voices_speak()
    {
        Changes("+m-n");

        _bob.Asks("PRIVMSG #a :hi", Numeric.ERR_CANNOTSENDTOCHAN, "#a :Cannot send to channel");
        _carol.Asks("PRIVMSG #a :hi", Numeric.ERR_CANNOTSENDTOCHAN, "#a :Cannot send to channel");
        _alice.Asks("PRIVMSG #a :one");
        Changes("+v bob", $"{_alice.Prefix} PRIVMSG #a :one");
        _bob.Asks("PRIVMSG #a :two");
        _alice.Hears($"{_bob.Prefix} PRIVMSG #a :two");
    }

    [Test]
    public void An_operator_can_make_another_and_step_down()
    {
        Changes("+o bob");
        _alice.Asks("MODE #a -o alice", $"{_alice.Prefix} MODE #a -o alice");
        _bob.Hears($"{_alice.Prefix} MODE #a -o alice");

        _alice.Asks("MODE #a +i", Numeric.ERR_CHANOPRIVSNEEDED, "#a :You're not channel operator");
        _bob.Asks("MODE #a +i", $"{_bob.Prefix} MODE #a +i");
    }

    [Test]
    public void A_raised_limit_lets_one_more_in()
    {
        Changes("+l 2");
        _carol.Asks("JOIN #a", Numeric.ERR_CHANNELISFULL, "#a :Cannot join channel (+l)");

        Changes("+l 3");

        Assert.That(_carol.Ask("JOIN #a"), Has.Length.EqualTo(3));
    }

    [Test]
    public void No_more_than_four_parameters_are_taken()
    {
        _alice.Asks("MODE #a +bbbbb a b c d e", $"{_alice.Prefix} MODE #a +bbbb a!*@* b!*@* c!*@* d!*@*");
        _bob.Hears($"{_alice.Prefix} MODE #a +bbbb a!*@* b!*@* c!*@* d!*@*");
    }

    [Test]
    public void Any_number_of_flags_is_taken_and_all_is_told_in_lines_that_fit()
    {
        string[] lines = _alice.Ask($"MODE #a {string.Concat(Enumerable.Repeat("+i-i", 120))}");

        string told = string.Concat(lines.Select(line => line[$"{_alice.Prefix} MODE #a ".Length..]));
        Assert.That(told, Is.EqualTo(string.Concat(Enumerable.Repeat("+i-i", 120))));
        Assert.That(_bob.Take(), Is.EqualTo(lines));
    }

    private void Changes(string modes, params string[] before)
    {
        string told = $"{_alice.Prefix} MODE #a {modes}";
        _alice.Asks($"MODE #a {modes}", told);
        _bob.Hears([.. before, told]);
    }
}
