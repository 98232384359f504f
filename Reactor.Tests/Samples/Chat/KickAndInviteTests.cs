using ChatServer;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>KICK and INVITE.</summary>
public sealed class KickAndInviteTests : ChatFixture
{
    [Test]
    public void A_kick_is_heard_by_all_also_by_who_is_kicked()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob"), carol = Join("carol");
        Gather("#a", alice, bob, carol);

        string kick = $"{alice.Prefix} KICK #a bob :too loud";
        alice.Asks("KICK #A BOB :too loud", kick);

        bob.Hears(kick);
        carol.Hears(kick);
        bob.Asks("PART #a", Numeric.ERR_NOTONCHANNEL, "#a :You're not on that channel");
    }

    [Test]
    public void Without_a_reason_it_is_the_kicker()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice, bob);

        alice.Asks("KICK #a bob", $"{alice.Prefix} KICK #a bob :alice");
    }

    [Test]
    public void Several_can_be_kicked_from_one_channel_or_each_from_a_channel()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob"), carol = Join("carol");
        Gather("#a", alice, bob, carol);
        Gather("#b", alice, bob);

        alice.Asks("KICK #a,#b carol,bob :x", $"{alice.Prefix} KICK #a carol :x", $"{alice.Prefix} KICK #b bob :x");
        alice.Asks("KICK #a bob,carol :x", $"{alice.Prefix} KICK #a bob :x", alice.Reply(Numeric.ERR_USERNOTINCHANNEL, "carol #a :They aren't on that channel"));
        alice.Asks("KICK #a,#b,#c bob,carol", Numeric.ERR_NEEDMOREPARAMS, "KICK :Not enough parameters");
    }

    [Test]
    public void Every_wrong_kick_has_its_error()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob"), carol = Join("carol");
        Gather("#a", alice, bob);

        alice.Asks("KICK", Numeric.ERR_NEEDMOREPARAMS, "KICK :Not enough parameters");
        alice.Asks("KICK #a", Numeric.ERR_NEEDMOREPARAMS, "KICK :Not enough parameters");
        alice.Asks("KICK #a ,", Numeric.ERR_NEEDMOREPARAMS, "KICK :Not enough parameters");
        alice.Asks("KICK #b bob", Numeric.ERR_NOSUCHCHANNEL, "#b :No such channel");
        alice.Asks("KICK #a nobody", Numeric.ERR_NOSUCHNICK, "nobody :No such nick/channel");
        alice.Asks("KICK #a carol", Numeric.ERR_USERNOTINCHANNEL, "carol #a :They aren't on that channel");
        bob.Asks("KICK #a alice", Numeric.ERR_CHANOPRIVSNEEDED, "#a :You're not channel operator");
        carol.Asks("KICK #a bob", Numeric.ERR_NOTONCHANNEL, "#a :You're not on that channel");
    }

    [Test]
    public void An_operator_can_kick_itself_and_the_channel_is_gone()
    {
        Start();
        IrcClient alice = Join("alice");
        Gather("#a", alice);

        alice.Asks("KICK #a alice :bye", $"{alice.Prefix} KICK #a alice :bye");
        alice.Asks("TOPIC #a", Numeric.ERR_NOSUCHCHANNEL, "#a :No such channel");
    }

    [Test]
    public void No_more_are_kicked_at_once_than_allowed()
    {
        Start(Plain with { MaxTargets = 1 });
        IrcClient alice = Join("alice"), bob = Join("bob"), carol = Join("carol");
        Gather("#a", alice, bob, carol);

        alice.Asks("KICK #a bob,carol :x", $"{alice.Prefix} KICK #a bob :x", alice.Reply(Numeric.ERR_TOOMANYTARGETS, "carol :Too many targets"));
    }

    [Test]
    public void The_reason_has_a_length()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice, bob);

        alice.Asks($"KICK #a bob :{new string('x', 301)}", $"{alice.Prefix} KICK #a bob :{new string('x', 300)}");
    }

    [Test]
    public void An_invitation_is_heard_by_the_guest_and_by_nobody_else()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob"), carol = Join("carol");
        Gather("#a", alice, carol);

        alice.Asks("INVITE BOB #A", Numeric.RPL_INVITING, "bob #a");

        bob.Hears($"{alice.Prefix} INVITE bob #a");
        carol.Hears();
    }

    [Test]
    public void That_the_guest_is_away_is_told()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice);
        bob.Say("AWAY :asleep");
        bob.Skip();

        alice.Asks("INVITE bob #a", alice.Reply(Numeric.RPL_INVITING, "bob #a"), alice.Reply(Numeric.RPL_AWAY, "bob :asleep"));
    }

    [Test]
    public void Every_wrong_invitation_has_its_error()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob"), carol = Join("carol");
        Gather("#a", alice, bob);

        alice.Asks("INVITE carol", Numeric.ERR_NEEDMOREPARAMS, "INVITE :Not enough parameters");
        alice.Asks("INVITE nobody #a", Numeric.ERR_NOSUCHNICK, "nobody :No such nick/channel");
        alice.Asks("INVITE carol #b", Numeric.ERR_NOSUCHCHANNEL, "#b :No such channel");
        alice.Asks("INVITE bob #a", Numeric.ERR_USERONCHANNEL, "bob #a :is already on channel");
        carol.Asks("INVITE bob #a", Numeric.ERR_NOTONCHANNEL, "#a :You're not on that channel");
        bob.Asks("INVITE carol #a", Numeric.RPL_INVITING, "carol #a");
        alice.Say("MODE #a +i");
        alice.Skip();
        bob.Skip();
        bob.Asks("INVITE carol #a", Numeric.ERR_CHANOPRIVSNEEDED, "#a :You're not channel operator");
    }

    [Test]
    public void Invitations_are_listed_until_they_are_used_or_the_channel_is_gone()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice);
        Gather("#b", alice);

        string end = bob.Reply(Numeric.RPL_ENDOFINVITELIST, ":End of /INVITE list");
        bob.Asks("INVITE", end);
        alice.Say("INVITE bob #a", "INVITE bob #b", "INVITE bob #b");
        alice.Skip();
        bob.Skip();
        bob.Asks("INVITE", bob.Reply(Numeric.RPL_INVITELIST, "#a"), bob.Reply(Numeric.RPL_INVITELIST, "#b"), end);
        bob.Say("JOIN #a");
        bob.Skip();
        bob.Asks("INVITE", bob.Reply(Numeric.RPL_INVITELIST, "#b"), end);
        alice.Say("PART #b");
        bob.Asks("INVITE", end);
    }

    [Test]
    public void An_invitation_dies_with_the_guest()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice);
        alice.Say("INVITE bob #a");
        alice.Skip();

        bob.Say("QUIT");
        RunUntil(() => bob.Ended is not null, "bob is gone");

        Assert.That(Server.FindChannel("#a")!.Invited, Is.Empty);
    }
}
