using ChatServer;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>MODE of users, and the operators of the server: OPER and KILL.</summary>
public sealed class UserModeTests : ChatFixture
{
    private static readonly ChatOptions WithOperator = Plain with { OperatorName = "root", OperatorPassword = "secret" };

    [Test]
    public void A_user_can_hide_and_show_up_again()
    {
        Start();
        IrcClient alice = Join("alice");

        alice.Asks("MODE alice", Numeric.RPL_UMODEIS, "+");
        alice.Asks("MODE ALICE +i", $"{alice.Prefix} MODE alice +i");
        alice.Asks("MODE alice +i");
        alice.Asks("MODE alice", Numeric.RPL_UMODEIS, "+i");
        alice.Asks("MODE alice -i", $"{alice.Prefix} MODE alice -i");
        alice.Asks("MODE alice :", Numeric.RPL_UMODEIS, "+");
    }

    [Test]
    public void Nobody_makes_itself_operator()
    {
        Start();
        IrcClient alice = Join("alice");

        alice.Asks("MODE alice +o");
        alice.Asks("MODE alice", Numeric.RPL_UMODEIS, "+");
    }

    [Test]
    public void Every_wrong_user_mode_has_its_error()
    {
        Start();
        IrcClient alice = Join("alice");
        Join("bob");

        alice.Asks("MODE nobody", Numeric.ERR_NOSUCHNICK, "nobody :No such nick/channel");
        alice.Asks("MODE bob", Numeric.ERR_USERSDONTMATCH, ":Cant change mode for other users");
        alice.Asks("MODE bob +i", Numeric.ERR_USERSDONTMATCH, ":Cant change mode for other users");
        alice.Asks("MODE alice +xyz", Numeric.ERR_UMODEUNKNOWNFLAG, ":Unknown MODE flag");
        alice.Asks("MODE alice +xi", $"{alice.Prefix} MODE alice +i", alice.Reply(Numeric.ERR_UMODEUNKNOWNFLAG, ":Unknown MODE flag"));
    }

    [Test]
    public void Who_knows_name_and_password_becomes_operator()
    {
        Start(WithOperator);
        IrcClient alice = Join("alice");

        alice.Asks("OPER root secret", alice.Reply(Numeric.RPL_YOUREOPER, ":You are now an IRC operator"), $"{alice.Prefix} MODE alice +o");
        alice.Asks("MODE alice", Numeric.RPL_UMODEIS, "+o");
        alice.Asks("OPER root secret", Numeric.RPL_YOUREOPER, ":You are now an IRC operator");
        alice.Asks("MODE alice -o", $"{alice.Prefix} MODE alice -o");
        alice.Asks("KILL alice :x", Numeric.ERR_NOPRIVILEGES, ":Permission Denied- You're not an IRC operator");
    }

    [TestCase("root wrong"), TestCase("toor secret"), TestCase("root secrets"), TestCase("ROOT secret")]
    public void Who_does_not_know_them_does_not(string words)
    {
        Start(WithOperator);
        Join("alice").Asks($"OPER {words}", Numeric.ERR_PASSWDMISMATCH, ":Password incorrect");
    }

    [Test]
    public void Without_operators_nobody_becomes_one()
    {
        Start();
        Join("alice").Asks("OPER root secret", Numeric.ERR_NOOPERHOST, ":No operators are appointed here");
    }

    [TestCase("OPER"), TestCase("OPER root"), TestCase("KILL"), TestCase("KILL bob"), TestCase("KILL bob :")]
    public void Too_few_parameters_are_an_error(string line)
    {
        Start(WithOperator);
        Join("alice").Asks(line, Numeric.ERR_NEEDMOREPARAMS, $"{line[..4]} :Not enough parameters");
    }

    [Test]
    public void An_operator_can_kill_a_connection_and_everybody_hears_why()
    {
        Start(WithOperator);
        IrcClient alice = Join("alice"), bob = Join("bob"), carol = Join("carol");
        Gather("#a", bob, carol);
        alice.Say("OPER root secret");
        alice.Skip();

        alice.Asks("KILL nobody :x", Numeric.ERR_NOSUCHNICK, "nobody :No such nick/channel");
        alice.Asks("KILL bob :far too loud");

        bob.HearsLast("ERROR :Closing Link: 127.0.0.1 (Killed (alice (far too loud)))");
        carol.Hears($"{bob.Prefix} QUIT :Killed (alice (far too loud))");
    }

    [Test]
    public void An_operator_can_kill_itself()
    {
        Start(WithOperator);
        IrcClient alice = Join("alice");
        alice.Say("OPER root secret");
        alice.Skip();

        alice.Say("KILL alice :enough");

        alice.HearsLast("ERROR :Closing Link: 127.0.0.1 (Killed (alice (enough)))");
        Assert.That(Server.Census.Operators, Is.Zero);
    }

    [Test]
    public void Who_is_no_operator_kills_nobody()
    {
        Start(WithOperator);
        IrcClient alice = Join("alice"), bob = Join("bob");

        alice.Asks("KILL bob :x", Numeric.ERR_NOPRIVILEGES, ":Permission Denied- You're not an IRC operator");
        bob.Asks("KILL nobody :x", Numeric.ERR_NOPRIVILEGES, ":Permission Denied- You're not an IRC operator");
    }
}
