using ChatServer;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>NICK: what is one, whose it is, who hears of a change; and <c>CASEMAPPING=rfc1459</c>.</summary>
public sealed class NickTests : ChatFixture
{
    [TestCase("NICK"), TestCase("NICK :")]
    public void NICK_needs_a_nick(string line)
    {
        Start();
        Connect().Asks(line, Numeric.ERR_NONICKNAMEGIVEN, ":No nickname given");
        Join("alice").Asks(line, ":chat.local 431 alice :No nickname given");
    }

    [TestCase("1a"), TestCase("-a"), TestCase("a!b"), TestCase("a@b"), TestCase("#a"), TestCase("a,b"), TestCase("a~b"), TestCase("a*"), TestCase("\u00E4"), TestCase("a.b"), TestCase("a\u0001")]
    public void Not_everything_is_a_nick(string nick)
    {
        Start();
        Connect().Asks($"NICK {nick}", Numeric.ERR_ERRONEUSNICKNAME, $"{nick} :Erroneous nickname");
    }

    [TestCase("a"), TestCase("A1-"), TestCase("[]\\`_^{|}"), TestCase("_1")]
    public void Letters_digits_and_some_signs_are(string nick)
    {
        Start();
        Join(nick).Asks($"ISON {nick}", Numeric.RPL_ISON, $":{nick}");
    }

    [Test]
    public void What_cannot_stand_in_the_middle_of_a_line_is_cut_in_the_answer()
    {
        Start();
        Join("alice").Asks("NICK :a b", Numeric.ERR_ERRONEUSNICKNAME, "a :Erroneous nickname");
        Join("bob").Asks("NICK ::", Numeric.ERR_ERRONEUSNICKNAME, "* :Erroneous nickname");
    }

    [Test]
    public void A_nick_of_somebody_else_is_refused()
    {
        Start();
        Join("alice");
        IrcClient bob = Join("bob");

        bob.Asks("NICK alice", Numeric.ERR_NICKNAMEINUSE, "alice :Nickname is already in use");
        bob.Asks("NICK ALICE", Numeric.ERR_NICKNAMEINUSE, "ALICE :Nickname is already in use");
        Connect().Asks("NICK alice", Numeric.ERR_NICKNAMEINUSE, "alice :Nickname is already in use");
    }

    [Test]
    public void A_nick_that_was_given_up_is_free()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");

        alice.Asks("NICK carol", $"{alice.Prefix} NICK :carol");
        bob.Asks("NICK alice", $"{bob.Prefix} NICK :alice");

        Assert.That(Server.FindUser("bob"), Is.Null);
    }

    [Test]
    public void A_nick_is_free_when_its_user_has_quit()
    {
        Start();
        IrcClient alice = Join("alice");

        alice.Say("QUIT");
        alice.HearsLast("ERROR :Closing Link: 127.0.0.1 (Quit)");

        Join("alice");
    }

    [Test]
    public void A_nick_chosen_before_registration_is_taken_and_given_up_again()
    {
        Start();
        IrcClient early = Connect(), other = Connect();

        early.Asks("NICK alice");
        other.Asks("NICK alice", Numeric.ERR_NICKNAMEINUSE, "alice :Nickname is already in use");
        early.Asks("NICK bob");
        other.Asks("NICK alice");
        early.Say("QUIT");
        early.HearsLast("ERROR :Closing Link: 127.0.0.1 (Quit)");
        other.Asks("NICK bob");
    }

    [TestCase("a[b", "a{b"), TestCase("a]b", "a}b"), TestCase("a\\b", "a|b"), TestCase("ABC", "abc")]
    public void Names_that_differ_in_case_only_are_the_same(string nick, string same)
    {
        Start();
        Join(nick);
        IrcClient bob = Join("bob");

        bob.Asks($"NICK {same}", Numeric.ERR_NICKNAMEINUSE, $"{same} :Nickname is already in use");
        bob.Asks($"ISON {same}", Numeric.RPL_ISON, $":{nick}");
        Gather($"#{nick}", bob);
        bob.Asks($"JOIN #{same}");
    }

    [Test]
    public void A_tilde_is_the_upper_case_of_a_caret()
    {
        Start();
        IrcClient alice = Join("alice");
        Gather("#a~b", alice);

        alice.Asks("JOIN #A^B");
        alice.Asks("TOPIC #a^b", Numeric.RPL_NOTOPIC, "#a~b :No topic is set");
    }

    [Test]
    public void Umlauts_have_no_case()
    {
        Start();
        IrcClient alice = Join("alice");
        Gather("#\u00E4", alice);

        alice.Asks("TOPIC #\u00C4", Numeric.ERR_NOSUCHCHANNEL, "#\u00C4 :No such channel");
    }

    [Test]
    public void One_s_own_nick_can_be_written_differently()
    {
        Start();
        IrcClient alice = Join("alice");

        alice.Asks("NICK Alice", $"{alice.Prefix} NICK :Alice");
        alice.Nick = "Alice";
        alice.Asks("NICK Alice");
        alice.Asks("ISON alice", Numeric.RPL_ISON, ":Alice");
    }

    [Test]
    public void A_change_is_heard_once_by_each_who_shares_a_channel()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob"), carol = Join("carol");
        Gather("#one", alice, bob);
        Gather("#two", alice, bob);
        Gather("#three", carol, bob);

        string change = $"{alice.Prefix} NICK :alicia";
        alice.Asks("NICK alicia", change);

        bob.Hears(change);
        carol.Hears();
        alice.Nick = "alicia";
        bob.Asks("NAMES #one", bob.Reply(Numeric.RPL_NAMREPLY, "= #one :@alicia bob"), bob.Reply(Numeric.RPL_ENDOFNAMES, "#one :End of /NAMES list"));
        alice.Asks("PRIVMSG bob :hi");
        bob.Hears($"{alice.Prefix} PRIVMSG bob :hi");
    }

    [Test]
    public void A_nick_has_a_length()
    {
        Start(Plain with { NickLength = 5 });
        IrcClient alice = Join("abcde");

        alice.Asks("NICK abcdef", Numeric.ERR_ERRONEUSNICKNAME, "abcdef :Erroneous nickname");
    }

    [Test]
    public void Even_without_a_limit_a_nick_fits_into_a_line()
    {
        Start(Plain with { NickLength = 0 });
        string longest = new('a', 100);
        IrcClient alice = Join(longest);

        alice.Asks($"NICK {longest}a", Numeric.ERR_ERRONEUSNICKNAME, $"{longest}a :Erroneous nickname");
    }
}
