using ChatServer;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>What somebody with bad intentions might try.</summary>
public sealed class AbuseTests : ChatFixture
{
    /// <summary>A line costs as much as the things that it is about, so a long list is no way past the limit.</summary>
    [TestCase("JOIN #a,#b,#c,#d,#e,#f,#g,#h"), TestCase("JOIN #a,#a,#a,#a,#a,#a,#a,#a"), TestCase("PART #a,#b,#c,#d,#e,#f,#g,#h"), TestCase("NAMES #a,#b,#c,#d,#e,#f,#g,#h")]
    [TestCase("PRIVMSG a,b,c,d,e,f,g,h :x"), TestCase("NOTICE a,b,c,d,e,f,g,h :x"), TestCase("KICK #a a,b,c,d,e,f,g,h"), TestCase("OPER name wrong")]
    public void A_list_costs_as_much_as_its_parts(string line)
    {
        Simulate(Plain with { FloodRate = 1, FloodBurst = 20, OperatorName = "name", OperatorPassword = "word" });
        IrcClient bob = Join("bob");
        Pass(TimeSpan.FromSeconds(60));

        bob.Say(line, line, line, "PING done");
        Pass(TimeSpan.FromSeconds(2));
        Assert.That(bob.Lines, Has.None.Contain("PONG"));
        Pass(TimeSpan.FromSeconds(20));

        Assert.That(bob.Lines, Has.Some.Contain("PONG"));
    }

    [Test]
    public void Leaving_all_channels_costs_as_much_as_the_channels()
    {
        Simulate(Plain with { FloodRate = 1, FloodBurst = 20 });
        IrcClient bob = Join("bob");
        Pass(TimeSpan.FromSeconds(60));
        bob.Say("JOIN #a,#b,#c,#d,#e,#f,#g,#h,#i,#j");
        Pass(TimeSpan.FromSeconds(60));

        bob.Say("JOIN 0", "JOIN #a,#b,#c,#d,#e,#f,#g,#h,#i,#j", "PING done");
        Pass(TimeSpan.FromSeconds(0.5));

        Assert.That(bob.Lines, Has.None.Contain("PONG"));
    }

    [Test]
    public void To_leave_and_come_back_gives_no_more_lines()
    {
        Simulate(Plain with { FloodRate = 1, FloodBurst = 20 });
        IrcClient alice = Join("alice");
        Pass(TimeSpan.FromSeconds(60));
        for (int round = 0; round < 20; round++)
        {
            Connect().Say($"NICK f{round}", "USER f 0 * :f", "PRIVMSG alice :spam", "PRIVMSG alice :spam", "PRIVMSG alice :spam", "QUIT");
            Pass(TimeSpan.FromMilliseconds(100));
        }

        Assert.That(alice.Lines.Count(line => line.EndsWith(":spam", StringComparison.Ordinal)), Is.InRange(6, 20));
    }

    [Test]
    public void A_message_comes_once_however_often_somebody_is_named()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice, bob);

        alice.Asks("PRIVMSG bob,BOB,#a,bob,#A :hi");

        bob.Hears($"{alice.Prefix} PRIVMSG bob :hi", $"{alice.Prefix} PRIVMSG #a :hi");
    }

    [Test]
    public void An_operator_can_end_who_holds_a_nick_without_ever_registering()
    {
        Start(Plain with { OperatorName = "name", OperatorPassword = "word" });
        IrcClient alice = Join("alice"), ghost = Connect();
        ghost.Say("NICK bob");
        ghost.Skip();
        alice.Ask("OPER name word");

        alice.Asks("KILL bob :squatting");

        ghost.HearsLast("ERROR :Closing Link: 127.0.0.1 (Killed (alice (squatting)))");
        Assert.That(Server.FindHolder("bob"), Is.Null);
    }

    [Test]
    public void A_long_list_of_bans_ends_before_it_costs_the_connection()
    {
        Start(Plain with { SendQueue = 16 * 1024 });
        IrcClient alice = Join("alice");
        Gather("#a", alice);
        for (int number = 0; number < 100; number++)
            alice.Ask($"MODE #a +b nobody-has-a-nick-like-this-{number}!nobody-has-a-name-like-this@nowhere-at-all.example.com");

        Assert.That(alice.Ask("MODE #a b")[^2..], Is.EqualTo(new[]
        {
            alice.Reply(Numeric.ERR_TOOMANYMATCHES, "MODE :Output too large, truncated"),
            alice.Reply(Numeric.RPL_ENDOFBANLIST, "#a :End of channel ban list"),
        }));
    }

    [Test]
    public void Spaces_before_a_command_do_not_matter()
    {
        Start();

        Join("alice").Asks("   PING x", ":chat.local PONG chat.local :x");
    }

    [Test]
    public void TAGMSG_is_for_those_who_take_tags_and_have_some()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob", "message-tags"), carol = Join("carol", "message-tags");

        alice.Asks("@+x TAGMSG bob", Numeric.ERR_UNKNOWNCOMMAND, "TAGMSG :Unknown command");
        bob.Asks("TAGMSG carol");
        bob.Asks("@x=y TAGMSG carol");
        carol.Hears();
    }

    [Test]
    public void Only_PRIVMSG_ends_idleness()
    {
        Simulate();
        IrcClient alice = Join("alice", "message-tags"), bob = Join("bob");
        Pass(TimeSpan.FromSeconds(100));
        alice.Say("@+typing=active TAGMSG bob", "NOTICE bob :hi");
        alice.Skip();

        Assert.That(bob.Ask("WHOIS alice").Single(line => line.Contains(" 317 ")), Does.Match(" alice 1[0-9][0-9] [0-9]+ :"));
    }

    [Test]
    public void A_labelled_line_that_is_too_long_is_answered_with_its_label()
    {
        Start();
        IrcClient alice = Join("alice", "batch labeled-response");

        alice.Asks($"@label=abc PRIVMSG alice :{new string('x', 500)}", $"@label=abc {alice.Reply(Numeric.ERR_INPUTTOOLONG, ":Input line was too long")}");
    }
}
