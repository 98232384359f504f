using ChatServer;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>What each capability changes, and that it changes nothing for those without it.</summary>
public sealed class CapabilityEffectTests : ChatFixture
{
    [SetUp]
    public void Begin() => Start();

    [Test]
    public void Server_time_stands_before_every_line()
    {
        IrcClient alice = Join("alice", "server-time"), bob = Join("bob");

        alice.Asks(
            "JOIN #a",
            $"@time=(t) {alice.Prefix} JOIN #a",
            $"@time=(t) {alice.Reply(Numeric.RPL_NAMREPLY, "= #a :@alice")}",
            $"@time=(t) {alice.Reply(Numeric.RPL_ENDOFNAMES, "#a :End of /NAMES list")}");
        bob.Asks("PRIVMSG alice :hi");
        alice.Hears($"@time=(t) {bob.Prefix} PRIVMSG alice :hi");
        alice.Asks("PRIVMSG bob :ho");
        bob.Hears($"{alice.Prefix} PRIVMSG bob :ho");
    }

    [Test]
    public void Message_tags_are_passed_on_those_of_clients_and_only_to_those_who_want_them()
    {
        IrcClient alice = Join("alice", "message-tags"), bob = Join("bob", "message-tags"), carol = Join("carol", "message-tags server-time"), dave = Join("dave");
        Gather("#a", alice, bob, carol, dave);

        alice.Asks("@+a=1;b=2;+c;label=x;+d/e=\\s\\: PRIVMSG #a :hi");

        bob.Hears($"@+a=1;+c;+d/e=\\s\\: {alice.Prefix} PRIVMSG #a :hi");
        carol.Hears($"@time=(t);+a=1;+c;+d/e=\\s\\: {alice.Prefix} PRIVMSG #a :hi");
        dave.Hears($"{alice.Prefix} PRIVMSG #a :hi");
    }

    [Test]
    public void Tags_of_a_client_that_did_not_ask_for_them_are_not_passed_on()
    {
        IrcClient alice = Join("alice"), bob = Join("bob", "message-tags");

        alice.Asks("@+a=1 NOTICE bob :hi");

        bob.Hears($"{alice.Prefix} NOTICE bob :hi");
    }

    [Test]
    public void TAGMSG_is_tags_and_no_text()
    {
        IrcClient alice = Join("alice", "message-tags"), bob = Join("bob", "message-tags"), carol = Join("carol");
        Gather("#a", alice, bob, carol);

        alice.Asks("@+typing=active TAGMSG #a");
        bob.Hears($"@+typing=active {alice.Prefix} TAGMSG #a");
        carol.Hears();
        alice.Asks("@+x TAGMSG carol");
        carol.Hears();
        carol.Asks("@+x TAGMSG bob", Numeric.ERR_UNKNOWNCOMMAND, "TAGMSG :Unknown command");
        bob.Hears();
    }

    [Test]
    public void Every_wrong_TAGMSG_has_its_error()
    {
        IrcClient alice = Join("alice", "message-tags"), bob = Join("bob");
        Gather("#a", bob);

        alice.Asks("@+x TAGMSG", Numeric.ERR_NORECIPIENT, ":No recipient given (TAGMSG)");
        alice.Asks("@+x TAGMSG ,", Numeric.ERR_NORECIPIENT, ":No recipient given (TAGMSG)");
        alice.Asks("@+x TAGMSG nobody", Numeric.ERR_NOSUCHNICK, "nobody :No such nick/channel");
        alice.Asks("@+x TAGMSG #nowhere", Numeric.ERR_NOSUCHCHANNEL, "#nowhere :No such channel");
        alice.Asks("@+x TAGMSG #a", Numeric.ERR_CANNOTSENDTOCHAN, "#a :Cannot send to channel");
        alice.Asks("@+x TAGMSG 1,2,3,4,5", [.. "1234".Select(nick => alice.Reply(Numeric.ERR_NOSUCHNICK, $"{nick} :No such nick/channel")), alice.Reply(Numeric.ERR_TOOMANYTARGETS, "5 :Too many targets")]);
        bob.Say("AWAY :x");
        alice.Asks("@+x TAGMSG bob");
    }

    [Test]
    public void Echo_message_sends_back_what_was_passed_on()
    {
        IrcClient alice = Join("alice", "echo-message message-tags"), bob = Join("bob");
        Gather("#a", alice, bob);

        alice.Asks("PRIVMSG #A :hi", $"{alice.Prefix} PRIVMSG #a :hi");
        alice.Asks("@+x=y NOTICE BOB :hi", $"@+x=y {alice.Prefix} NOTICE bob :hi");
        alice.Asks("@+x=y TAGMSG bob", $"@+x=y {alice.Prefix} TAGMSG bob");
        alice.Asks("PRIVMSG nobody :hi", Numeric.ERR_NOSUCHNICK, "nobody :No such nick/channel");
        alice.Asks("PRIVMSG alice :hi", $"{alice.Prefix} PRIVMSG alice :hi", $"{alice.Prefix} PRIVMSG alice :hi");
        bob.Hears($"{alice.Prefix} PRIVMSG #a :hi", $"{alice.Prefix} NOTICE bob :hi");
    }

    [Test]
    public void An_echo_comes_before_the_news_that_somebody_is_away()
    {
        IrcClient alice = Join("alice", "echo-message"), bob = Join("bob");
        bob.Say("AWAY :x");

        alice.Asks("PRIVMSG bob :hi", $"{alice.Prefix} PRIVMSG bob :hi", alice.Reply(Numeric.RPL_AWAY, "bob :x"));
    }

    [Test]
    public void Multi_prefix_shows_all_marks()
    {
        IrcClient alice = Join("alice", "multi-prefix"), bob = Join("bob");
        Gather("#a", alice, bob);
        alice.Say("MODE #a +v alice");
        alice.Skip();
        bob.Skip();

        alice.Asks("NAMES #a", alice.Reply(Numeric.RPL_NAMREPLY, "= #a :@+alice bob"), alice.Reply(Numeric.RPL_ENDOFNAMES, "#a :End of /NAMES list"));
        bob.Asks("NAMES #a", bob.Reply(Numeric.RPL_NAMREPLY, "= #a :@alice bob"), bob.Reply(Numeric.RPL_ENDOFNAMES, "#a :End of /NAMES list"));
        Assert.That(alice.Ask("WHO #a")[0], Does.Contain(" alice H@+ :"));
        Assert.That(bob.Ask("WHO #a")[0], Does.Contain(" alice H@ :"));
        Assert.That(alice.Ask("WHOIS alice")[1], Does.EndWith(" :@+#a"));
        Assert.That(bob.Ask("WHOIS alice")[1], Does.EndWith(" :@#a"));
    }

    [Test]
    public void Away_notify_tells_those_who_share_a_channel_once()
    {
        IrcClient alice = Join("alice", "away-notify"), bob = Join("bob"), carol = Join("carol", "away-notify"), dave = Join("dave");
        Gather("#a", alice, bob, dave);
        Gather("#b", alice, bob);

        bob.Asks("AWAY :lunch", Numeric.RPL_NOWAWAY, ":You have been marked as being away");
        alice.Hears($"{bob.Prefix} AWAY :lunch");
        bob.Asks("AWAY", Numeric.RPL_UNAWAY, ":You are no longer marked as being away");
        alice.Hears($"{bob.Prefix} AWAY");
        carol.Hears();
        dave.Hears();
    }

    [Test]
    public void Away_notify_tells_of_those_who_join_while_they_are_away()
    {
        IrcClient alice = Join("alice", "away-notify"), bob = Join("bob"), carol = Join("carol");
        Gather("#a", alice, carol);
        bob.Say("AWAY :lunch");
        Settle();

        bob.Say("JOIN #a");

        alice.Hears($"{bob.Prefix} JOIN #a", $"{bob.Prefix} AWAY :lunch");
        carol.Hears($"{bob.Prefix} JOIN #a");
    }

    [Test]
    public void Extended_join_tells_the_real_name_and_that_there_is_no_account()
    {
        IrcClient alice = Join("alice", "extended-join"), bob = Join("bob"), carol = Join("carol", "extended-join");
        Gather("#a", alice, bob);

        Assert.That(carol.Ask("JOIN #a")[0], Is.EqualTo($"{carol.Prefix} JOIN #a * :Real carol"));
        alice.Hears($"{carol.Prefix} JOIN #a * :Real carol");
        bob.Hears($"{carol.Prefix} JOIN #a");
    }

    [Test]
    public void Invite_notify_tells_the_other_members()
    {
        IrcClient alice = Join("alice", "invite-notify"), bob = Join("bob", "invite-notify"), carol = Join("carol"), dave = Join("dave", "invite-notify"), guest = Join("guest", "invite-notify");
        Gather("#a", alice, bob, carol);

        alice.Asks("INVITE guest #a", Numeric.RPL_INVITING, "guest #a");

        bob.Hears($"{alice.Prefix} INVITE guest #a");
        guest.Hears($"{alice.Prefix} INVITE guest #a");
        carol.Hears();
        dave.Hears();
    }

    [Test]
    public void Setname_changes_the_real_name_and_tells_those_who_share_a_channel_once()
    {
        IrcClient alice = Join("alice", "setname"), bob = Join("bob", "setname"), carol = Join("carol"), dave = Join("dave", "setname");
        Gather("#a", alice, bob, carol);
        Gather("#b", alice, bob);

        alice.Asks("SETNAME :Alice Liddell", $"{alice.Prefix} SETNAME :Alice Liddell");

        bob.Hears($"{alice.Prefix} SETNAME :Alice Liddell");
        carol.Hears();
        dave.Hears();
        Assert.That(dave.Ask("WHOIS alice")[0], Does.EndWith(" :Alice Liddell"));
        alice.Asks("SETNAME", Numeric.ERR_NEEDMOREPARAMS, "SETNAME :Not enough parameters");
        Assert.That(alice.Ask($"SETNAME :{new string('x', 151)}").Single(), Does.EndWith($" :{new string('x', 150)}"));
    }
}
