using ChatServer;
using Server = ChatServer.Chat;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>Questions about the server: ADMIN, INFO, LINKS, LUSERS, MOTD, STATS, TIME, VERSION.</summary>
public sealed class ServerQueryTests : ChatFixture
{
    [Test]
    public void ADMIN_tells_whom_to_ask()
    {
        Start(Plain with { OperatorName = "root", OperatorPassword = "x" });
        IrcClient alice = Join("alice");

        alice.Asks(
            "ADMIN",
            alice.Reply(Numeric.RPL_ADMINME, "chat.local :Administrative info"),
            alice.Reply(Numeric.RPL_ADMINLOC1, ":Reactor"),
            alice.Reply(Numeric.RPL_ADMINLOC2, ":chat.local"),
            alice.Reply(Numeric.RPL_ADMINEMAIL, ":root"));
    }

    [Test]
    public void INFO_tells_what_this_is()
    {
        Start();
        IrcClient alice = Join("alice");

        alice.Asks(
            "INFO",
            alice.Reply(Numeric.RPL_INFO, $":{Server.Version}, a sample of Reactor, a single-threaded event loop for .NET"),
            alice.Reply(Numeric.RPL_INFO, ":Started (t)"),
            alice.Reply(Numeric.RPL_ENDOFINFO, ":End of INFO list"));
    }

    [Test]
    public void LINKS_tells_of_the_only_server()
    {
        Start();
        IrcClient alice = Join("alice");

        string link = alice.Reply(Numeric.RPL_LINKS, "chat.local chat.local :0 Reactor");
        alice.Asks("LINKS", link, alice.Reply(Numeric.RPL_ENDOFLINKS, "* :End of /LINKS list"));
        alice.Asks("LINKS *.LOCAL", link, alice.Reply(Numeric.RPL_ENDOFLINKS, "*.LOCAL :End of /LINKS list"));
        alice.Asks("LINKS chat.local c*", link, alice.Reply(Numeric.RPL_ENDOFLINKS, "c* :End of /LINKS list"));
        alice.Asks("LINKS *.org", Numeric.RPL_ENDOFLINKS, "*.org :End of /LINKS list");
    }

    [Test]
    public void LUSERS_counts_users_operators_channels_and_those_who_have_not_registered()
    {
        Start(Plain with { OperatorName = "root", OperatorPassword = "x" });
        IrcClient alice = Join("alice"), bob = Join("bob"), carol = Join("carol");
        Connect();
        Gather("#a", alice);
        Gather("#b", alice, bob);
        alice.Say("MODE alice +i");
        bob.Say("OPER root x");
        carol.Say("QUIT");
        RunUntil(() => carol.Ended is not null, "carol is gone");
        alice.Skip();

        alice.Asks(
            "LUSERS",
            alice.Reply(Numeric.RPL_LUSERCLIENT, ":There are 1 users and 1 invisible on 1 servers"),
            alice.Reply(Numeric.RPL_LUSEROP, "1 :operator(s) online"),
            alice.Reply(Numeric.RPL_LUSERUNKNOWN, "1 :unknown connection(s)"),
            alice.Reply(Numeric.RPL_LUSERCHANNELS, "2 :channels formed"),
            alice.Reply(Numeric.RPL_LUSERME, ":I have 2 clients and 0 servers"),
            alice.Reply(Numeric.RPL_LOCALUSERS, "2 3 :Current local users 2, max 3"),
            alice.Reply(Numeric.RPL_GLOBALUSERS, "2 3 :Current global users 2, max 3"));
    }

    [Test]
    public void Who_leaves_is_counted_no_more()
    {
        Start(Plain with { OperatorName = "root", OperatorPassword = "x" });
        IrcClient alice = Join("alice"), bob = Join("bob"), early = Connect();
        bob.Say("MODE bob +i", "OPER root x", "QUIT");
        early.Say("QUIT");
        RunUntil(() => bob.Ended is not null && early.Ended is not null, "both are gone");

        string[] lines = alice.Ask("LUSERS");

        Assert.That(lines[0], Does.EndWith(":There are 1 users and 0 invisible on 1 servers"));
        Assert.That(lines[1], Does.EndWith(" 0 :operator(s) online"));
        Assert.That(lines[2], Does.EndWith(" 0 :unknown connection(s)"));
    }

    [Test]
    public void TIME_tells_the_time()
    {
        Start();
        Join("alice").Asks("TIME", Numeric.RPL_TIME, "chat.local :(d)");
    }

    [Test]
    public void VERSION_tells_what_runs_here_and_what_it_can_do()
    {
        Start();
        IrcClient alice = Join("alice");

        string[] lines = alice.Ask("VERSION");

        Assert.That(lines[0], Is.EqualTo(alice.Reply(Numeric.RPL_VERSION, $"{Server.Version} chat.local :")));
        Assert.That(lines.Skip(1), Has.Exactly(2).Items.And.All.StartsWith(":chat.local 005 alice "));
    }

    [Test]
    public void STATS_counts_commands()
    {
        Start();
        IrcClient alice = Join("alice");
        alice.Say("VERSION", "VERSION");
        alice.Skip();

        string[] lines = alice.Ask("STATS m");

        Assert.That(lines, Does.Contain(alice.Reply(Numeric.RPL_STATSCOMMANDS, "VERSION 2")));
        Assert.That(lines, Does.Contain(alice.Reply(Numeric.RPL_STATSCOMMANDS, "NICK 1")));
        Assert.That(lines[^1], Is.EqualTo(alice.Reply(Numeric.RPL_ENDOFSTATS, "m :End of /STATS report")));
        Assert.That(lines.SkipLast(1), Is.All.Contains(" 212 "));
    }

    [Test]
    public void STATS_tells_how_long_the_server_is_up()
    {
        Simulate();
        Pass(new TimeSpan(days: 3, hours: 4, minutes: 5, seconds: 0));
        IrcClient alice = Join("alice");

        string[] lines = alice.Ask("STATS u");

        Assert.That(lines[0], Does.StartWith(alice.Reply(Numeric.RPL_STATSUPTIME, ":Server Up 3 days 4:05:0")));
        Assert.That(lines[1..], Is.EqualTo(new[] { alice.Reply(Numeric.RPL_ENDOFSTATS, "u :End of /STATS report") }));
    }

    [Test]
    public void STATS_tells_who_may_be_operator()
    {
        Start(Plain with { OperatorName = "root", OperatorPassword = "x" });
        IrcClient alice = Join("alice");

        alice.Asks("STATS o", alice.Reply(Numeric.RPL_STATSOLINE, "O * * root"), alice.Reply(Numeric.RPL_ENDOFSTATS, "o :End of /STATS report"));
    }

    [TestCase("STATS", "*"), TestCase("STATS x", "x"), TestCase("STATS xyz", "x"), TestCase("STATS o", "o"), TestCase("STATS :", "*")]
    public void Other_STATS_are_empty(string line, string letter)
    {
        Start();
        Join("alice").Asks(line, Numeric.RPL_ENDOFSTATS, $"{letter} :End of /STATS report");
    }

    [TestCase("ADMIN x"), TestCase("INFO x"), TestCase("LUSERS * x"), TestCase("MOTD x"), TestCase("STATS u x"), TestCase("TIME x"), TestCase("VERSION x")]
    public void There_is_no_other_server_to_ask(string line)
    {
        Start();
        Join("alice").Asks(line, Numeric.ERR_NOSUCHSERVER, "x :No such server");
    }

    [TestCase("chat.local"), TestCase("CHAT.*"), TestCase("alice")]
    public void This_one_can_be_asked_by_its_name_by_a_mask_or_by_the_nick_of_a_user(string name)
    {
        Start();
        Join("alice").Asks($"TIME {name}", Numeric.RPL_TIME, "chat.local :(d)");
    }

    [Test]
    public void The_message_of_the_day_is_told_on_arrival_and_when_asked_for()
    {
        Start();
        Server.Motd = Motd.Lines("Hello\r\n\r\nW\u00F6rld\n\n"u8);
        IrcClient alice = Connect("alice");
        string[] motd =
        [
            alice.Reply(Numeric.RPL_MOTDSTART, ":- chat.local Message of the day -"),
            alice.Reply(Numeric.RPL_MOTD, ":- Hello"),
            alice.Reply(Numeric.RPL_MOTD, ":- "),
            alice.Reply(Numeric.RPL_MOTD, ":- W\u00C3\u00B6rld"),
            alice.Reply(Numeric.RPL_ENDOFMOTD, ":End of /MOTD command"),
        ];

        alice.Say("NICK alice", "USER alice 0 * :Alice");

        Assert.That(alice.Take()[^5..], Is.EqualTo(motd));
        alice.Asks("MOTD", motd);
    }

    [Test]
    public void Without_one_there_is_none()
    {
        Start();
        Join("alice").Asks("MOTD", Numeric.ERR_NOMOTD, ":MOTD File is missing");
    }

    [Test]
    public async Task A_message_of_the_day_is_read_from_a_file_and_its_long_lines_are_cut()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, new string('x', 401) + "\n\0b\rc\n");

            Assert.That(await Motd.ReadAsync(file), Is.EqualTo(new[] { new string('x', 400), "b", "c" }));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
