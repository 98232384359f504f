using ChatServer;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>Into channels and out again: JOIN and PART.</summary>
public sealed class JoinAndPartTests : ChatFixture
{
    [Test]
    public void The_first_who_joins_is_operator_and_everybody_hears_of_the_others()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");

        alice.Asks(
            "JOIN #a",
            $"{alice.Prefix} JOIN #a",
            alice.Reply(Numeric.RPL_NAMREPLY, "= #a :@alice"),
            alice.Reply(Numeric.RPL_ENDOFNAMES, "#a :End of /NAMES list"));
        bob.Asks(
            "JOIN #A",
            $"{bob.Prefix} JOIN #a",
            bob.Reply(Numeric.RPL_NAMREPLY, "= #a :@alice bob"),
            bob.Reply(Numeric.RPL_ENDOFNAMES, "#a :End of /NAMES list"));
        alice.Hears($"{bob.Prefix} JOIN #a");
    }

    [Test]
    public void The_topic_is_told_to_who_joins()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice);
        alice.Asks("TOPIC #a :tea time", $"{alice.Prefix} TOPIC #a :tea time");

        bob.Asks(
            "JOIN #a",
            $"{bob.Prefix} JOIN #a",
            bob.Reply(Numeric.RPL_TOPIC, "#a :tea time"),
            bob.Reply(Numeric.RPL_TOPICWHOTIME, $"#a {alice.Prefix[1..]} (n)"),
            bob.Reply(Numeric.RPL_NAMREPLY, "= #a :@alice bob"),
            bob.Reply(Numeric.RPL_ENDOFNAMES, "#a :End of /NAMES list"));
    }

    [Test]
    public void Several_can_be_joined_at_once_with_their_keys()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice);
        Gather("#b", alice);
        Gather("#c", alice);
        alice.Say("MODE #a +k one", "MODE #c +k three");
        alice.Skip();

        string[] heard = bob.Ask("JOIN #a,#b,#c one,,three");

        Assert.That(heard.Where(line => line.Contains(" JOIN ")), Is.EqualTo(new[] { $"{bob.Prefix} JOIN #a", $"{bob.Prefix} JOIN #b", $"{bob.Prefix} JOIN #c" }));
        Assert.That(heard.Where(line => line.Contains(" 366 ")).Count(), Is.EqualTo(3));
    }

    [Test]
    public void Joining_again_is_nothing()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice, bob);

        bob.Asks("JOIN #a");
        alice.Hears();
    }

    [TestCase("a"), TestCase("#"), TestCase("&a"), TestCase("+a"), TestCase("#a:b"), TestCase("#a\u0007b")]
    public void Not_everything_is_a_channel(string name)
    {
        Start();
        Join("alice").Asks($"JOIN {name}", Numeric.ERR_NOSUCHCHANNEL, $"{name} :No such channel");
    }

    [Test]
    public void A_channel_name_has_a_length()
    {
        Start();
        IrcClient alice = Join("alice");
        string name = "#" + new string('a', 49);

        Assert.That(alice.Ask($"JOIN {name}"), Has.Length.EqualTo(3));
        alice.Asks($"JOIN {name}a", Numeric.ERR_NOSUCHCHANNEL, $"{name}a :No such channel");
    }

    [TestCase("JOIN"), TestCase("JOIN :"), TestCase("PART"), TestCase("PART :")]
    public void Which_channel_has_to_be_said(string line)
    {
        Start();
        Join("alice").Asks(line, Numeric.ERR_NEEDMOREPARAMS, $"{line[..4]} :Not enough parameters");
    }

    [Test]
    public void JOIN_0_leaves_all_channels()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", bob, alice);
        Gather("#b", alice);

        alice.Asks("JOIN 0", $"{alice.Prefix} PART #a :Left all channels", $"{alice.Prefix} PART #b :Left all channels");

        bob.Hears($"{alice.Prefix} PART #a :Left all channels");
        bob.Asks("TOPIC #b", Numeric.ERR_NOSUCHCHANNEL, "#b :No such channel");
        alice.Asks("JOIN 0");
    }

    [Test]
    public void Who_is_not_invited_cannot_join()
    {
        Closed("+i").Asks("JOIN #a", ":chat.local 473 bob #a :Cannot join channel (+i)");
        Assert.That(Server.FindChannel("#a")!.Count, Is.EqualTo(1));
    }

    [Test]
    public void Who_does_not_know_the_key_cannot_join()
    {
        IrcClient bob = Closed("+k word");

        bob.Asks("JOIN #a", Numeric.ERR_BADCHANNELKEY, "#a :Cannot join channel (+k)");
        bob.Asks("JOIN #a WORD", Numeric.ERR_BADCHANNELKEY, "#a :Cannot join channel (+k)");
        Assert.That(bob.Ask("JOIN #a word"), Has.Length.EqualTo(3));
    }

    [Test]
    public void Nobody_joins_a_full_channel() =>
        Closed("+l 1").Asks("JOIN #a", $":chat.local {(int)Numeric.ERR_CHANNELISFULL} bob #a :Cannot join channel (+l)");

    [Test]
    public void Who_is_banned_cannot_join() =>
        Closed("+b bob").Asks("JOIN #a", $":chat.local {(int)Numeric.ERR_BANNEDFROMCHAN} bob #a :Cannot join channel (+b)");

    [Test]
    public void Who_is_excepted_from_the_ban_can_join() =>
        Assert.That(Closed("+be *!*@* bob!*@*").Ask("JOIN #a"), Has.Length.EqualTo(3));

    [Test]
    public void Who_is_invited_can_join_once()
    {
        IrcClient bob = Closed("+i");
        IrcClient alice = Clients[0];

        alice.Say("INVITE bob #a");
        alice.Skip();
        bob.Hears($"{alice.Prefix} INVITE bob #a");

        Assert.That(bob.Ask("JOIN #a"), Has.Length.EqualTo(3));
        bob.Say("PART #a");
        bob.Skip();
        bob.Asks("JOIN #a", Numeric.ERR_INVITEONLYCHAN, "#a :Cannot join channel (+i)");
    }

    [Test]
    public void Nobody_is_in_more_channels_than_allowed()
    {
        Start(Plain with { MaxChannels = 2 });
        IrcClient alice = Join("alice");
        Gather("#a", alice);
        Gather("#b", alice);

        alice.Asks("JOIN #c", Numeric.ERR_TOOMANYCHANNELS, "#c :You have joined too many channels");
        alice.Say("PART #a");
        alice.Skip();
        Assert.That(alice.Ask("JOIN #c"), Has.Length.EqualTo(3));
    }

    [Test]
    public void Without_the_limit_one_is_in_any_number_of_channels()
    {
        Start(Plain with { MaxChannels = 0 });
        IrcClient alice = Join("alice");

        Assert.That(alice.Ask("JOIN " + string.Join(',', Enumerable.Range(0, 80).Select(number => $"#{number}"))), Has.Length.EqualTo(240));
    }

    [Test]
    public void PART_is_heard_by_all_who_are_in()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob"), carol = Join("carol");
        Gather("#a", alice, bob);

        bob.Asks("PART #a :good bye", $"{bob.Prefix} PART #a :good bye");

        alice.Hears($"{bob.Prefix} PART #a :good bye");
        carol.Hears();
        bob.Asks("PART #a", Numeric.ERR_NOTONCHANNEL, "#a :You're not on that channel");
    }

    [Test]
    public void Several_can_be_left_at_once_and_each_that_is_wrong_is_named()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice);
        Gather("#b", bob);
        Gather("#c", alice);

        alice.Asks(
            "PART #a,#b,#nowhere,#c",
            $"{alice.Prefix} PART #a",
            alice.Reply(Numeric.ERR_NOTONCHANNEL, "#b :You're not on that channel"),
            alice.Reply(Numeric.ERR_NOSUCHCHANNEL, "#nowhere :No such channel"),
            $"{alice.Prefix} PART #c");
    }

    [Test]
    public void A_channel_is_gone_with_its_last_member_and_new_for_the_next()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice);
        alice.Say("TOPIC #a :x", "MODE #a +s", "PART #a");
        alice.Skip();

        bob.Asks(
            "JOIN #a",
            $"{bob.Prefix} JOIN #a",
            bob.Reply(Numeric.RPL_NAMREPLY, "= #a :@bob"),
            bob.Reply(Numeric.RPL_ENDOFNAMES, "#a :End of /NAMES list"));
    }

    private IrcClient Closed(string modes)
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice);
        alice.Say($"MODE #a {modes}");
        alice.Skip();
        return bob;
    }
}
