using ChatServer;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>Who is who: WHO, WHOIS, WHOWAS, USERHOST and ISON.</summary>
public sealed class WhoIsWhoTests : ChatFixture
{
    private IrcClient _alice = null!;
    private IrcClient _bob = null!;
    private IrcClient _carol = null!;

    [SetUp]
    public void Begin()
    {
        Start(Plain with { OperatorName = "root", OperatorPassword = "secret" });
        _alice = Join("alice");
        _bob = Join("bob");
        _carol = Join("carol");
        Gather("#a", _alice, _bob);
        _carol.Say("OPER root secret");
        _carol.Skip();
    }

    [Test]
    public void WHO_of_a_channel_tells_of_its_members()
    {
        _bob.Say("AWAY :x");
        _alice.Say("MODE #a +v bob");
        Settle();
        _carol.Skip();

        _carol.Asks("WHO #A", Who(_carol, "#A", "#a ~alice 127.0.0.1 chat.local alice H@ :0 Real alice", "#a ~bob 127.0.0.1 chat.local bob G+ :0 Real bob"));
        _carol.Asks("WHO #a o", Who(_carol, "#a"));
        _carol.Asks("WHO #nowhere", Who(_carol, "#nowhere"));
    }

    [Test]
    public void From_outside_WHO_shows_neither_who_hides_nor_secret_channels()
    {
        _alice.Say("MODE alice +i");
        Settle();

        _carol.Asks("WHO #a", Who(_carol, "#a", "#a ~bob 127.0.0.1 chat.local bob H :0 Real bob"));
        _carol.Asks("WHO a*", Who(_carol, "a*"));
        _carol.Asks("WHO alice", Who(_carol, "alice", "#a ~alice 127.0.0.1 chat.local alice H@ :0 Real alice"));
        _bob.Asks("WHO a*", Who(_bob, "a*", "#a ~alice 127.0.0.1 chat.local alice H@ :0 Real alice"));
        _alice.Say("MODE #a +s");
        Settle();
        _carol.Asks("WHO #a", Who(_carol, "#a"));
        _carol.Asks("WHO bob", Who(_carol, "bob", "* ~bob 127.0.0.1 chat.local bob H :0 Real bob"));
    }

    [TestCase(""), TestCase(" 0"), TestCase(" *"), TestCase(" 127.*"), TestCase(" ~*")]
    public void WHO_of_all_tells_of_all(string mask)
    {
        _alice.Asks(
            $"WHO{mask}",
            Who(
                _alice,
                mask is "" or " 0" ? "*" : mask[1..],
                "#a ~alice 127.0.0.1 chat.local alice H@ :0 Real alice",
                "#a ~bob 127.0.0.1 chat.local bob H :0 Real bob",
                "* ~carol 127.0.0.1 chat.local carol H* :0 Real carol"));
    }

    [Test]
    public void WHO_can_be_narrowed_down_to_operators()
    {
        _alice.Asks("WHO * o", Who(_alice, "*", "* ~carol 127.0.0.1 chat.local carol H* :0 Real carol"));
        _alice.Asks("WHO carol o", Who(_alice, "carol", "* ~carol 127.0.0.1 chat.local carol H* :0 Real carol"));
        _alice.Asks("WHO bob o", Who(_alice, "bob"));
        _alice.Asks("WHO nobody", Who(_alice, "nobody"));
    }

    [Test]
    public void WHOIS_tells_all_there_is_to_know()
    {
        Gather("#b", _bob);
        _bob.Say("AWAY :asleep");
        Settle();
        _alice.Skip();

        _alice.Asks(
            "WHOIS BOB",
            _alice.Reply(Numeric.RPL_WHOISUSER, "bob ~bob 127.0.0.1 * :Real bob"),
            _alice.Reply(Numeric.RPL_WHOISCHANNELS, "bob :#a @#b"),
            _alice.Reply(Numeric.RPL_WHOISSERVER, "bob chat.local :Reactor"),
            _alice.Reply(Numeric.RPL_AWAY, "bob :asleep"),
            _alice.Reply(Numeric.RPL_WHOISIDLE, "bob (n) (n) :seconds idle, signon time"),
            _alice.Reply(Numeric.RPL_ENDOFWHOIS, "BOB :End of /WHOIS list"));
    }

    [Test]
    public void WHOIS_tells_of_operators_and_not_of_secret_channels()
    {
        Gather("#b", _carol);
        _carol.Say("MODE #b +s");
        Settle();

        _alice.Asks(
            "WHOIS carol carol",
            _alice.Reply(Numeric.RPL_WHOISUSER, "carol ~carol 127.0.0.1 * :Real carol"),
            _alice.Reply(Numeric.RPL_WHOISSERVER, "carol chat.local :Reactor"),
            _alice.Reply(Numeric.RPL_WHOISOPERATOR, "carol :is an IRC operator"),
            _alice.Reply(Numeric.RPL_WHOISIDLE, "carol (n) (n) :seconds idle, signon time"),
            _alice.Reply(Numeric.RPL_ENDOFWHOIS, "carol :End of /WHOIS list"));
    }

    [Test]
    public void Many_channels_are_told_in_several_lines()
    {
        string[] channels = [.. Enumerable.Range(10, 40).Select(number => $"#{number}-{new string('x', 40)}")];
        _bob.Say([.. channels.Select(channel => $"JOIN {channel}")]);
        _bob.Skip();

        string[] lines = [.. _alice.Ask("WHOIS bob").Where(line => line.Contains($" {(int)Numeric.RPL_WHOISCHANNELS} "))];

        Assert.That(lines.SelectMany(line => line.Split(" :")[1].Split(' ')), Is.EqualTo(channels.Select(channel => "@" + channel).Prepend("#a")));
    }

    [Test]
    public void Every_wrong_WHOIS_has_its_error()
    {
        _alice.Asks("WHOIS", Numeric.ERR_NONICKNAMEGIVEN, ":No nickname given");
        _alice.Asks("WHOIS nobody", _alice.Reply(Numeric.ERR_NOSUCHNICK, "nobody :No such nick/channel"), _alice.Reply(Numeric.RPL_ENDOFWHOIS, "nobody :End of /WHOIS list"));
        _alice.Asks("WHOIS other.server bob", Numeric.ERR_NOSUCHSERVER, "other.server :No such server");
        Assert.That(_alice.Ask("WHOIS chat.local bob"), Has.Length.EqualTo(5));
    }

    [Test]
    public void WHOWAS_tells_who_had_a_nick_the_latest_first()
    {
        string end = _alice.Reply(Numeric.RPL_ENDOFWHOWAS, "bob :End of WHOWAS");
        _alice.Asks("WHOWAS bob", _alice.Reply(Numeric.ERR_WASNOSUCHNICK, "bob :There was no such nickname"), end);
        _bob.Say("NICK bobby");
        Settle();
        _bob.Skip();
        IrcClient second = Connect("bob");
        second.Say("NICK bob", "USER other 0 * :The other", "QUIT");
        RunUntil(() => second.Ended is not null, "the second bob is gone");
        _alice.Skip();

        string[] other = [_alice.Reply(Numeric.RPL_WHOWASUSER, "bob ~other 127.0.0.1 * :The other"), _alice.Reply(Numeric.RPL_WHOISSERVER, "bob chat.local :(t)")];
        string[] first = [_alice.Reply(Numeric.RPL_WHOWASUSER, "bob ~bob 127.0.0.1 * :Real bob"), _alice.Reply(Numeric.RPL_WHOISSERVER, "bob chat.local :(t)")];
        _alice.Asks("WHOWAS bob", [.. other, .. first, end]);
        _alice.Asks("WHOWAS bob 1", [.. other, end]);
        _alice.Asks("WHOWAS bob 0", [.. other, .. first, end]);
        _alice.Asks("WHOWAS", Numeric.ERR_NONICKNAMEGIVEN, ":No nickname given");
    }

    [Test]
    public void WHOWAS_forgets_what_is_long_ago()
    {
        _bob.Say([.. Enumerable.Range(0, 1_001).Select(number => $"NICK bob{number}")]);
        _bob.Skip();
        _alice.Skip();

        Assert.That(_alice.Ask("WHOWAS bob")[0], Does.Contain(" 406 "));
        Assert.That(_alice.Ask("WHOWAS bob0")[0], Does.Contain(" 314 "));
    }

    [Test]
    public void ISON_tells_who_of_those_asked_for_is_there()
    {
        _alice.Asks("ISON bob nobody CAROL", Numeric.RPL_ISON, ":bob carol");
        _alice.Asks("ISON :nobody bob", Numeric.RPL_ISON, ":bob");
        _alice.Asks("ISON nobody", Numeric.RPL_ISON, ":");
        _alice.Asks("ISON", Numeric.ERR_NEEDMOREPARAMS, "ISON :Not enough parameters");
    }

    [Test]
    public void USERHOST_tells_of_five()
    {
        _bob.Say("AWAY :x");
        Settle();

        _alice.Asks("USERHOST bob nobody CAROL alice bob bob", Numeric.RPL_USERHOST, ":bob=-~bob@127.0.0.1 carol*=+~carol@127.0.0.1 alice=+~alice@127.0.0.1 bob=-~bob@127.0.0.1");
        _alice.Asks("USERHOST", Numeric.ERR_NEEDMOREPARAMS, "USERHOST :Not enough parameters");
    }

    private static string[] Who(IrcClient client, string mask, params string[] replies) =>
        [.. replies.Select(reply => client.Reply(Numeric.RPL_WHOREPLY, reply)), client.Reply(Numeric.RPL_ENDOFWHO, $"{mask} :End of WHO list")];
}
