using ChatServer;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>PRIVMSG and NOTICE, and AWAY, which answers the first of them.</summary>
public sealed class MessageTests : ChatFixture
{
    private IrcClient _alice = null!;
    private IrcClient _bob = null!;
    private IrcClient _carol = null!;

    [TestCase("PRIVMSG"), TestCase("NOTICE")]
    public void A_message_to_a_nick_reaches_it_and_nobody_else(string command)
    {
        Begin();

        _alice.Asks($"{command} BOB :hello: you");

        _bob.Hears($"{_alice.Prefix} {command} bob :hello: you");
        _carol.Hears();
    }

    [TestCase("PRIVMSG"), TestCase("NOTICE")]
    public void A_message_to_a_channel_reaches_all_others(string command)
    {
        Begin();
        Gather("#a", _alice, _bob, _carol);

        _alice.Asks($"{command} #A hello", []);

        _bob.Hears($"{_alice.Prefix} {command} #a :hello");
        _carol.Hears($"{_alice.Prefix} {command} #a :hello");
    }

    [Test]
    public void Several_targets_get_a_copy_each_and_none_gets_two()
    {
        Begin();
        Gather("#a", _alice, _carol);

        _alice.Asks("PRIVMSG bob,#a,alice,,bob :hi", $"{_alice.Prefix} PRIVMSG alice :hi");

        _bob.Hears($"{_alice.Prefix} PRIVMSG bob :hi");
        _carol.Hears($"{_alice.Prefix} PRIVMSG #a :hi");
    }

    [Test]
    public void Each_wrong_target_has_its_error_and_the_others_get_theirs()
    {
        Begin();
        Gather("#b", _carol);

        _alice.Asks(
            "PRIVMSG nobody,bob,#nowhere,#b :hi",
            _alice.Reply(Numeric.ERR_NOSUCHNICK, "nobody :No such nick/channel"),
            _alice.Reply(Numeric.ERR_NOSUCHCHANNEL, "#nowhere :No such channel"),
            _alice.Reply(Numeric.ERR_CANNOTSENDTOCHAN, "#b :Cannot send to channel"));
        _bob.Hears($"{_alice.Prefix} PRIVMSG bob :hi");
        _carol.Hears();
    }

    [TestCase("NOTICE"), TestCase("NOTICE bob"), TestCase("NOTICE bob :"), TestCase("NOTICE , :x"), TestCase("NOTICE nobody :x"), TestCase("NOTICE #nowhere :x"), TestCase("NOTICE #a :x"), TestCase("NOTICE 1,2,3,4,5 :x")]
    public void To_a_NOTICE_nothing_is_answered(string line)
    {
        Begin();
        Gather("#a", _carol);

        _alice.Asks(line);
    }

    [TestCase("PRIVMSG"), TestCase("PRIVMSG :"), TestCase("PRIVMSG , :x"), TestCase("PRIVMSG : :x")]
    public void A_recipient_is_needed(string line)
    {
        Begin();
        if (line == "PRIVMSG : :x")
            _alice.Asks(line, Numeric.ERR_NOTEXTTOSEND, ":No text to send");
        else
            _alice.Asks(line, Numeric.ERR_NORECIPIENT, ":No recipient given (PRIVMSG)");
    }

    [TestCase("PRIVMSG bob"), TestCase("PRIVMSG bob :")]
    public void A_text_is_needed(string line)
    {
        Begin();
        _alice.Asks(line, Numeric.ERR_NOTEXTTOSEND, ":No text to send");
    }

    [Test]
    public void No_more_targets_than_allowed_get_a_message()
    {
        Begin(Plain with { MaxTargets = 2 });

        _alice.Asks("PRIVMSG bob,alice,carol,bob :hi", $"{_alice.Prefix} PRIVMSG alice :hi", _alice.Reply(Numeric.ERR_TOOMANYTARGETS, "carol :Too many targets"));

        _bob.Hears($"{_alice.Prefix} PRIVMSG bob :hi");
        _carol.Hears();
    }

    [Test]
    public void Without_the_limit_any_number_does()
    {
        Begin(Plain with { MaxTargets = 0 });

        Assert.That(_alice.Ask($"PRIVMSG {string.Join(',', Enumerable.Range(0, 100))},bob :hi"), Has.Length.EqualTo(100));
        Assert.That(_bob.Take(), Has.Length.EqualTo(1));
    }

    [Test]
    public void Who_writes_to_somebody_away_is_told_so()
    {
        Begin();

        _bob.Asks("AWAY :out to lunch", Numeric.RPL_NOWAWAY, ":You have been marked as being away");
        _alice.Asks("PRIVMSG bob :hi", Numeric.RPL_AWAY, "bob :out to lunch");
        _alice.Asks("NOTICE bob :hi");
        _bob.Hears($"{_alice.Prefix} PRIVMSG bob :hi", $"{_alice.Prefix} NOTICE bob :hi");
        _bob.Asks("AWAY", Numeric.RPL_UNAWAY, ":You are no longer marked as being away");
        _alice.Asks("PRIVMSG bob :hi");
    }

    [Test]
    public void An_empty_reason_is_no_reason_to_be_away()
    {
        Begin();

        _bob.Say("AWAY :x");
        _bob.Skip();

        _bob.Asks("AWAY :", Numeric.RPL_UNAWAY, ":You are no longer marked as being away");
    }

    [Test]
    public void The_reason_to_be_away_has_a_length()
    {
        Begin();

        _bob.Say($"AWAY :{new string('x', 301)}");

        _alice.Asks("PRIVMSG bob :hi", Numeric.RPL_AWAY, $"bob :{new string('x', 300)}");
    }

    [Test]
    public void A_source_before_the_command_says_nothing()
    {
        Begin();

        _alice.Asks(":carol!x@y PRIVMSG bob :hi");

        _bob.Hears($"{_alice.Prefix} PRIVMSG bob :hi");
    }

    [Test]
    public void Blanks_between_parameters_may_be_many()
    {
        Begin();

        _alice.Asks("privmsg   bob    hi   ");

        _bob.Hears($"{_alice.Prefix} PRIVMSG bob :hi");
    }

    [Test]
    public void Bytes_that_are_no_text_arrive_as_they_were()
    {
        Begin();
        string bytes = string.Concat(Enumerable.Range(1, 255).Where(unit => unit is not '\r' and not '\n').Select(unit => (char)unit));

        _alice.Asks($"PRIVMSG bob :{bytes}");

        _bob.Hears($"{_alice.Prefix} PRIVMSG bob :{bytes}");
    }

    [TestCase("PRIVMSG bob :one\rtwo", "one"), TestCase("PRIVMSG bob :one\0two", "one"), TestCase("PRIVMSG bob :one\r\r", "one")]
    public void CR_and_NUL_end_a_message(string line, string text)
    {
        Begin();

        _alice.Asks(line);

        _bob.Hears($"{_alice.Prefix} PRIVMSG bob :{text}");
    }

    [TestCase("\n"), TestCase("\r\n")]
    public void A_line_ends_with_LF_or_CR_LF_and_may_be_empty(string end)
    {
        Begin();

        _alice.SendText($"{end}{end}PRIVMSG bob :one{end}  {end}@x=y{end}:source{end}PRIVMSG bob :two{end}");
        _alice.Hears();

        _bob.Hears($"{_alice.Prefix} PRIVMSG bob :one", $"{_alice.Prefix} PRIVMSG bob :two");
    }

    [Test]
    public void The_fifteenth_parameter_is_the_last()
    {
        Begin();

        _alice.Asks("USERHOST 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16", Numeric.RPL_USERHOST, ":");
        _alice.Asks("ISON 1 2 3 4 5 6 7 8 9 10 11 12 13 14 alice bob", Numeric.RPL_ISON, ":alice bob");
    }

    private void Begin(ChatOptions? options = null)
    {
        Start(options);
        _alice = Join("alice");
        _bob = Join("bob");
        _carol = Join("carol");
    }
}
