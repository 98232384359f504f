using ChatServer;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>What is said of channels: TOPIC, NAMES and LIST.</summary>
public sealed class ChannelQueryTests : ChatFixture
{
    [Test]
    public void A_topic_is_heard_by_all_told_to_who_asks_and_cleared()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice, bob);

        alice.Asks("TOPIC #a", Numeric.RPL_NOTOPIC, "#a :No topic is set");
        alice.Asks("TOPIC #A :tea: for two", $"{alice.Prefix} TOPIC #a :tea: for two");
        bob.Hears($"{alice.Prefix} TOPIC #a :tea: for two");
        bob.Asks("TOPIC #a", bob.Reply(Numeric.RPL_TOPIC, "#a :tea: for two"), bob.Reply(Numeric.RPL_TOPICWHOTIME, $"#a {alice.Prefix[1..]} (n)"));
        alice.Asks("TOPIC #a :", $"{alice.Prefix} TOPIC #a :");
        bob.Hears($"{alice.Prefix} TOPIC #a :");
        bob.Asks("TOPIC #a", Numeric.RPL_NOTOPIC, "#a :No topic is set");
    }

    [Test]
    public void Every_wrong_topic_has_its_error()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob"), carol = Join("carol");
        Gather("#a", alice, bob);

        bob.Asks("TOPIC", Numeric.ERR_NEEDMOREPARAMS, "TOPIC :Not enough parameters");
        bob.Asks("TOPIC #b", Numeric.ERR_NOSUCHCHANNEL, "#b :No such channel");
        bob.Asks("TOPIC #b :x", Numeric.ERR_NOSUCHCHANNEL, "#b :No such channel");
        bob.Asks("TOPIC #a :x", Numeric.ERR_CHANOPRIVSNEEDED, "#a :You're not channel operator");
        carol.Asks("TOPIC #a :x", Numeric.ERR_NOTONCHANNEL, "#a :You're not on that channel");
        alice.Say("MODE #a -t");
        alice.Skip();
        bob.Skip();
        bob.Asks("TOPIC #a :x", $"{bob.Prefix} TOPIC #a :x");
    }

    [Test]
    public void From_outside_the_topic_of_a_secret_channel_is_secret()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice);

        alice.Say("TOPIC #a :x");
        alice.Skip();
        Assert.That(bob.Ask("TOPIC #a"), Has.Length.EqualTo(2));
        alice.Say("MODE #a +s");
        bob.Asks("TOPIC #a", Numeric.ERR_NOTONCHANNEL, "#a :You're not on that channel");
    }

    [Test]
    public void A_topic_has_a_length_and_is_not_cut_inside_of_a_character()
    {
        Start(Plain with { TopicLength = 10 });
        IrcClient alice = Join("alice");
        Gather("#a", alice);

        alice.Asks("TOPIC #a :12345678901", $"{alice.Prefix} TOPIC #a :1234567890");
        alice.Asks("TOPIC #a :123456789\u00C3\u00A4", $"{alice.Prefix} TOPIC #a :123456789");
    }

    [Test]
    public void Without_the_limit_a_topic_is_as_long_as_a_line()
    {
        Start(Plain with { TopicLength = 0 });
        IrcClient alice = Join("alice");
        Gather("#a", alice);

        string heard = alice.Ask($"TOPIC #a :{new string('x', 499)}").Single();

        Assert.That(heard, Is.EqualTo($"{alice.Prefix} TOPIC #a :".PadRight(510, 'x')));
    }

    [Test]
    public void NAMES_marks_operators_and_voices_with_the_highest_mark()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob"), carol = Join("carol");
        Gather("#a", alice, bob, carol);
        alice.Say("MODE #a +vv alice bob");
        alice.Skip();
        carol.Skip();

        carol.Asks("NAMES #A", carol.Reply(Numeric.RPL_NAMREPLY, "= #a :@alice +bob carol"), carol.Reply(Numeric.RPL_ENDOFNAMES, "#a :End of /NAMES list"));
    }

    [Test]
    public void NAMES_of_several_channels_come_one_after_the_other()
    {
        Start();
        IrcClient alice = Join("alice");
        Gather("#a", alice);
        Gather("#b", alice);

        alice.Asks(
            "NAMES #b,#nowhere,#a",
            alice.Reply(Numeric.RPL_NAMREPLY, "= #b :@alice"),
            alice.Reply(Numeric.RPL_ENDOFNAMES, "#b :End of /NAMES list"),
            alice.Reply(Numeric.RPL_ENDOFNAMES, "#nowhere :End of /NAMES list"),
            alice.Reply(Numeric.RPL_NAMREPLY, "= #a :@alice"),
            alice.Reply(Numeric.RPL_ENDOFNAMES, "#a :End of /NAMES list"));
        alice.Asks("NAMES", Numeric.RPL_ENDOFNAMES, "* :End of /NAMES list");
    }

    [Test]
    public void From_outside_NAMES_shows_neither_who_hides_nor_secret_channels()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob"), carol = Join("carol");
        Gather("#a", alice, bob);
        bob.Say("MODE bob +i");
        bob.Skip();

        carol.Asks("NAMES #a", carol.Reply(Numeric.RPL_NAMREPLY, "= #a :@alice"), carol.Reply(Numeric.RPL_ENDOFNAMES, "#a :End of /NAMES list"));
        alice.Asks("NAMES #a", alice.Reply(Numeric.RPL_NAMREPLY, "= #a :@alice bob"), alice.Reply(Numeric.RPL_ENDOFNAMES, "#a :End of /NAMES list"));
        alice.Say("MODE #a +s");
        alice.Skip();
        carol.Asks("NAMES #a", Numeric.RPL_ENDOFNAMES, "#a :End of /NAMES list");
        alice.Asks("NAMES #a", alice.Reply(Numeric.RPL_NAMREPLY, "@ #a :@alice bob"), alice.Reply(Numeric.RPL_ENDOFNAMES, "#a :End of /NAMES list"));
    }

    [Test]
    public void Names_that_do_not_fit_into_one_line_come_in_several()
    {
        Start();
        IrcClient[] all = [.. Enumerable.Range(10, 25).Select(number => Join($"somebody-with-a-long-name-{number}"))];
        Gather("#a", all);

        string[] lines = all[0].Ask("NAMES #a");

        Assert.That(lines, Has.Length.GreaterThan(2));
        Assert.That(
            lines.SkipLast(1).SelectMany(line => line.Split(" :")[1].Split(' ')),
            Is.EqualTo(all.Select((client, index) => (index == 0 ? "@" : "") + client.Nick)));
    }

    [Test]
    public void From_outside_names_can_be_asked_for_again_and_again()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice);

        bob.Say([.. Enumerable.Repeat("NAMES #a", 50)]);

        Assert.That(bob.Take(), Has.Length.EqualTo(100));
    }

    /// <summary>The list that a channel keeps is the same as one that is put together anew.</summary>
    [Test]
    public void NAMES_knows_at_once_who_came_left_and_changed()
    {
        Start();
        IrcClient alice = Join("alice"), marker = Join("marker", "multi-prefix");
        Gather("#a", alice, marker);
        List<string> names = ["@alice", "marker"];
        for (int number = 0; number < 60; number++)
        {
            IrcClient guest = Join($"guest-with-a-long-name-{number}");
            Gather("#a", guest);
            names.Add(guest.Nick);
            alice.Skip();
            marker.Skip();
            Assert.That(NamesFor(alice), Is.EqualTo(names));
            Assert.That(NamesFor(marker), Is.EqualTo(names));
        }

        Clients[^1].Say("PART #a");
        Clients[^2].Say("NICK shorter");
        alice.Say("MODE #a +v marker");
        Settle();
        Clients.ForEach(client => client.Skip());

        names = [.. names.SkipLast(2), "shorter"];
        names[1] = "+marker";
        Assert.That(NamesFor(alice), Is.EquivalentTo(names));
    }

    [Test]
    public void LIST_names_all_channels_but_the_secret_ones_of_others()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice, bob);
        Gather("#b", alice);
        Gather("#c", bob);
        alice.Say("TOPIC #a :tea", "MODE #b +s");
        bob.Say("MODE #c +s");
        alice.Skip();
        bob.Skip();

        alice.Asks("LIST", Listed(alice, "#a 2 :tea", "#b 1 :"));
        bob.Asks("LIST", Listed(bob, "#a 2 :tea", "#c 1 :"));
        bob.Asks("LIST #b", Listed(bob));
    }

    [TestCase("#A", "#a"), TestCase("#b,#a,#nowhere", "#b,#a"), TestCase("#a,#A", "#a"), TestCase("#x*", "#x1,#x2"), TestCase("#?", "#a,#b"), TestCase("*", "#a,#b,#x1,#x2")]
    [TestCase(">1", "#a"), TestCase("<2", "#b,#x1,#x2"), TestCase(">0,<2", "#b,#x1,#x2"), TestCase("#x*,<1", ""), TestCase("#x*,#a", "#a,#x1,#x2"), TestCase("#b,#x?,<2", "#b,#x1,#x2"), TestCase(">x", ""), TestCase("#a,#b,>1", "#a"), TestCase("#b,<1", ""), TestCase("<", ""), TestCase(":", "#a,#b,#x1,#x2")]
    public void LIST_can_be_narrowed_down(string conditions, string expected)
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice, bob);
        foreach (string channel in new[] { "#b", "#x1", "#x2" })
            Gather(channel, alice);

        string[] listed = [.. expected.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(name => $"{name} {(name == "#a" ? 2 : 1)} :")];
        bob.Asks($"LIST {conditions}", Listed(bob, listed));
    }

    private static string[] NamesFor(IrcClient client)
    {
        string[] lines = client.Ask("NAMES #a");
        string start = client.Reply(Numeric.RPL_NAMREPLY, "= #a :");
        Assert.That(lines[..^1], Has.All.StartsWith(start).And.All.Length.LessThanOrEqualTo(510));
        return [.. lines[..^1].SelectMany(line => line[start.Length..].Split(' '))];
    }

    private static string[] Listed(IrcClient client, params string[] channels) =>
    [
        client.Reply(Numeric.RPL_LISTSTART, "Channel :Users  Name"),
        .. channels.Select(channel => client.Reply(Numeric.RPL_LIST, channel)),
        client.Reply(Numeric.RPL_LISTEND, ":End of /LIST"),
    ];
}
