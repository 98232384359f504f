using ChatServer;
using Server = ChatServer.Chat;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>How a connection becomes a user: NICK, USER, PASS, PING, PONG, QUIT.</summary>
public sealed class RegistrationTests : ChatFixture
{
    [Test]
    public void Who_registers_is_welcomed_with_who_where_and_what()
    {
        Start();
        IrcClient alice = Connect("alice");

        alice.Say("NICK alice", "USER alice 0 * :Alice Liddell");

        alice.Hears(
            alice.Reply(Numeric.RPL_WELCOME, $":Welcome to the Reactor Network, {alice.Prefix[1..]}"),
            alice.Reply(Numeric.RPL_YOURHOST, $":Your host is chat.local, running version {Server.Version}"),
            alice.Reply(Numeric.RPL_CREATED, ":This server was created (d)"),
            alice.Reply(Numeric.RPL_MYINFO, $"chat.local {Server.Version} io beiklmnostv beklov"),
            alice.Reply(Numeric.RPL_ISUPPORT, "AWAYLEN=300 CASEMAPPING=rfc1459 CHANLIMIT=#:50 CHANMODES=be,k,l,imnst CHANNELLEN=50 CHANTYPES=# ELIST=MU EXCEPTS=e KEYLEN=23 KICKLEN=300 MAXLIST=b:100,e:100 MODES=4 NAMELEN=150 :are supported by this server"),
            alice.Reply(Numeric.RPL_ISUPPORT, "NETWORK=Reactor NICKLEN=30 PREFIX=(ov)@+ SAFELIST TARGMAX=JOIN:,KICK:4,LIST:4,NAMES:,NOTICE:4,PART:,PRIVMSG:4,TAGMSG:4,WHOIS:1,WHOWAS:1 TOPICLEN=300 USERLEN=18 :are supported by this server"),
            alice.Reply(Numeric.RPL_LUSERCLIENT, ":There are 1 users and 0 invisible on 1 servers"),
            alice.Reply(Numeric.RPL_LUSEROP, "0 :operator(s) online"),
            alice.Reply(Numeric.RPL_LUSERUNKNOWN, "0 :unknown connection(s)"),
            alice.Reply(Numeric.RPL_LUSERCHANNELS, "0 :channels formed"),
            alice.Reply(Numeric.RPL_LUSERME, ":I have 1 clients and 0 servers"),
            alice.Reply(Numeric.RPL_LOCALUSERS, "1 1 :Current local users 1, max 1"),
            alice.Reply(Numeric.RPL_GLOBALUSERS, "1 1 :Current global users 1, max 1"),
            alice.Reply(Numeric.ERR_NOMOTD, ":MOTD File is missing"));
    }

    [Test]
    public void USER_may_come_before_NICK()
    {
        Start();
        IrcClient alice = Connect("alice");

        alice.Asks("USER alice 0 * :Alice");

        Assert.That(alice.Ask("NICK alice")[0], Does.StartWith(":chat.local 001 alice "));
    }

    [Test]
    public void Both_are_needed()
    {
        Start();
        IrcClient alice = Connect();

        alice.Asks("NICK alice");

        Assert.That(Server.Census.Unknown, Is.EqualTo(1));
        Assert.That(Server.FindUser("alice"), Is.Null);
    }

    [Test]
    public void Nothing_else_is_done_before_registration(
        [Values("AWAY :x", "OPER a b", "SETNAME :x", "INVITE a #b", "JOIN #a", "KICK #a b", "LIST", "MODE a", "NAMES", "PART #a", "TOPIC #a", "PRIVMSG a :b", "TAGMSG a")] string line)
    {
        Start();
        Connect().Asks(line, ":chat.local 451 * :You have not registered");
    }

    [TestCase("ISON a"), TestCase("USERHOST a"), TestCase("WHO a"), TestCase("WHOIS a"), TestCase("WHOWAS a"), TestCase("ADMIN"), TestCase("INFO"), TestCase("KILL a :b")]
    [TestCase("LINKS"), TestCase("LUSERS"), TestCase("MOTD"), TestCase("STATS u"), TestCase("TIME"), TestCase("VERSION")]
    public void Nothing_is_answered_before_registration(string line)
    {
        Start();
        Connect().Asks(line, Numeric.ERR_NOTREGISTERED, ":You have not registered");
    }

    [Test]
    public void Once_there_is_a_nick_errors_are_addressed_to_it()
    {
        Start();
        IrcClient alice = Connect("alice");

        alice.Say("NICK alice");

        alice.Asks("JOIN #a", Numeric.ERR_NOTREGISTERED, ":You have not registered");
    }

    [Test]
    public void To_a_NOTICE_nothing_is_answered_not_even_before_registration()
    {
        Start();
        Connect().Asks("NOTICE alice :hello");
    }

    [Test]
    public void An_unknown_command_is_named()
    {
        Start();
        Connect().Asks("Frobnicate now", Numeric.ERR_UNKNOWNCOMMAND, "FROBNICATE :Unknown command");
        Join("alice").Asks("frobnicate", ":chat.local 421 alice FROBNICATE :Unknown command");
        Join("bob").Asks(":source :frobnicate", ":chat.local 421 bob FROBNICATE :Unknown command");
        Join("carol").Asks(new string('x', 500), $":chat.local 421 carol {new string('X', 32)} :Unknown command");
    }

    [Test]
    public void An_unknown_command_comes_back_byte_by_byte()
    {
        Start();
        Join("alice").Asks("\u00FF\u00B5\u00E4", ":chat.local 421 alice \u00FF\u00B5\u00E4 :Unknown command");
    }

    [Test]
    public void USER_needs_four_parameters()
    {
        Start();
        IrcClient alice = Connect();

        alice.Asks("USER alice", Numeric.ERR_NEEDMOREPARAMS, "USER :Not enough parameters");
        alice.Asks("USER alice 0 *", Numeric.ERR_NEEDMOREPARAMS, "USER :Not enough parameters");
    }

    [Test]
    public void Nobody_registers_twice()
    {
        Start();
        IrcClient alice = Join("alice");

        alice.Asks("USER bob 0 * :Bob", Numeric.ERR_ALREADYREGISTERED, ":You may not reregister");
        alice.Asks("PASS word", Numeric.ERR_ALREADYREGISTERED, ":You may not reregister");
    }

    [TestCase("al ice", "~al"), TestCase("a@b!c", "~abc"), TestCase("@!", "~user"), TestCase("a-very-long-user-name", "~a-very-long-user-")]
    public void A_user_name_is_made_fit_for_a_prefix(string given, string expected)
    {
        Start();
        IrcClient alice = Connect("alice");

        alice.Say("NICK alice", given.Contains(' ') ? "USER al 0 * :x" : $"USER {given} 0 * :x");
        alice.Skip();

        alice.Asks("USERHOST alice", Numeric.RPL_USERHOST, $":alice=+{expected}@127.0.0.1");
    }

    [Test]
    public void A_password_is_asked_for()
    {
        Start(Plain with { Password = "secret" });
        IrcClient alice = Connect("alice"), bob = Connect("bob"), carol = Connect("carol");

        alice.Say("PASS secret", "NICK alice", "USER alice 0 * :Alice");
        bob.Say("PASS wrong", "NICK bob", "USER bob 0 * :Bob");
        carol.Say("NICK carol", "USER carol 0 * :Carol");

        Assert.That(alice.Take()[0], Does.StartWith(":chat.local 001 alice "));
        bob.HearsLast(bob.Reply(Numeric.ERR_PASSWDMISMATCH, ":Password incorrect"), "ERROR :Closing Link: 127.0.0.1 (Bad password)");
        carol.HearsLast(carol.Reply(Numeric.ERR_PASSWDMISMATCH, ":Password incorrect"), "ERROR :Closing Link: 127.0.0.1 (Bad password)");
        Assert.That(Server.FindHolder("bob"), Is.Null);
    }

    [Test]
    public void The_last_password_counts()
    {
        Start(Plain with { Password = "secret" });
        IrcClient alice = Connect("alice");

        alice.Say("PASS wrong", "PASS secret", "NICK alice", "USER alice 0 * :Alice");

        Assert.That(alice.Take()[0], Does.StartWith(":chat.local 001 alice "));
    }

    [Test]
    public void PASS_needs_a_word()
    {
        Start();
        Connect().Asks("PASS", Numeric.ERR_NEEDMOREPARAMS, "PASS :Not enough parameters");
    }

    [Test]
    public void Without_a_password_any_will_do()
    {
        Start();
        IrcClient alice = Connect("alice");

        alice.Say("PASS whatever", "NICK alice", "USER alice 0 * :Alice");

        Assert.That(alice.Take()[0], Does.StartWith(":chat.local 001 alice "));
    }

    [Test]
    public void PING_is_answered_in_any_state_and_after_all_earlier_replies()
    {
        Start();
        IrcClient alice = Connect("alice");

        alice.Say("PING one", "FOO", "PING :two words", "NICK alice", "PING 3", "JOIN #a", "PING 4");

        alice.Hears(
            ":chat.local PONG chat.local :one",
            ":chat.local 421 * FOO :Unknown command",
            ":chat.local PONG chat.local :two words",
            ":chat.local PONG chat.local :3",
            ":chat.local 451 alice :You have not registered",
            ":chat.local PONG chat.local :4");
    }

    [TestCase("PING"), TestCase("PING :")]
    public void PING_needs_a_word(string line)
    {
        Start();
        Connect().Asks(line, Numeric.ERR_NOORIGIN, ":No origin specified");
    }

    [TestCase("PONG"), TestCase("PONG :x"), TestCase("PONG a b")]
    public void To_a_PONG_nothing_is_answered(string line)
    {
        Start();
        Connect().Asks(line);
        Join("alice").Asks(line);
    }
}
