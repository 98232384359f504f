using ChatServer;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>CAP: how capabilities are listed, asked for and given back (IRCv3 capability negotiation).</summary>
public sealed class CapabilityTests : ChatFixture
{
    private const string All =
        "away-notify batch cap-notify echo-message extended-join invite-notify labeled-response message-tags multi-prefix server-time setname";

    [Test]
    public void All_are_listed()
    {
        Start();

        Connect().Asks("CAP LS", $":chat.local CAP * LS :{All}");
        Connect().Asks("CAP LS 302", $":chat.local CAP * LS :{All}");
        Join("alice").Asks("cap ls", $":chat.local CAP alice LS :{All}");
    }

    [Test]
    public void Registration_waits_for_the_end_of_the_negotiation([Values("CAP LS 302", "CAP REQ :multi-prefix", "CAP REQ :nothing-known")] string begin)
    {
        Start();
        IrcClient alice = Connect("alice");

        alice.Say(begin);
        alice.Skip();
        alice.Asks("NICK alice");
        alice.Asks("USER alice 0 * :Alice");

        Assert.That(alice.Ask("CAP END")[0], Does.StartWith(":chat.local 001 alice "));
    }

    [Test]
    public void The_negotiation_may_end_before_there_is_a_nick()
    {
        Start();
        IrcClient alice = Connect("alice");

        alice.Say("CAP LS 302", "CAP END");
        alice.Skip();
        alice.Asks("NICK alice");

        Assert.That(alice.Ask("USER alice 0 * :Alice")[0], Does.StartWith(":chat.local 001 alice "));
    }

    [Test]
    public void Asking_what_is_on_begins_no_negotiation()
    {
        Start();
        IrcClient alice = Connect("alice");

        alice.Asks("CAP LIST", ":chat.local CAP * LIST :");
        alice.Asks("CAP END");
        alice.Asks("NICK alice");

        Assert.That(alice.Ask("USER alice 0 * :Alice")[0], Does.StartWith(":chat.local 001 alice "));
    }

    [Test]
    public void What_is_asked_for_is_on_and_can_be_given_back()
    {
        Start();
        IrcClient alice = Join("alice");

        alice.Asks("CAP REQ :multi-prefix batch", ":chat.local CAP alice ACK :multi-prefix batch");
        alice.Asks("CAP LIST", ":chat.local CAP alice LIST :batch multi-prefix");
        alice.Asks("CAP REQ :-multi-prefix setname", ":chat.local CAP alice ACK :-multi-prefix setname");
        alice.Asks("CAP LIST", ":chat.local CAP alice LIST :batch setname");
        alice.Asks("CAP REQ batch", ":chat.local CAP alice ACK :batch");
    }

    [Test]
    public void Every_capability_that_is_listed_can_be_asked_for([ValueSource(nameof(Names))] string name)
    {
        Start();
        IrcClient alice = Join("alice");

        alice.Say($"CAP REQ :{name}");

        Assert.That(alice.Take().Single(), Does.EndWith($":chat.local CAP alice ACK :{name}"));
    }

    [TestCase("batch sasl"), TestCase("sasl"), TestCase("-sasl"), TestCase("--batch"), TestCase("-"), TestCase("BATCH")]
    public void If_one_is_unknown_none_is_turned_on(string names)
    {
        Start();
        IrcClient alice = Join("alice");

        alice.Asks($"CAP REQ :{names}", $":chat.local CAP alice NAK :{names}");
        alice.Asks("CAP LIST", ":chat.local CAP alice LIST :");
    }

    [Test]
    public void Version_302_brings_cap_notify()
    {
        Start();
        IrcClient alice = Connect();

        alice.Say("CAP LS 302");
        alice.Skip();

        alice.Asks("CAP LIST", ":chat.local CAP * LIST :cap-notify");
    }

    [Test]
    public void Version_302_keeps_cap_notify_and_older_ones_may_give_it_up()
    {
        Start();
        IrcClient alice = Connect(), bob = Connect();
        alice.Say("CAP LS 302");
        alice.Skip();
        bob.Say("CAP REQ cap-notify");
        bob.Skip();

        alice.Asks("CAP REQ :setname -cap-notify", ":chat.local CAP * NAK :setname -cap-notify");
        alice.Asks("CAP LIST", ":chat.local CAP * LIST :cap-notify");
        bob.Asks("CAP REQ -cap-notify", ":chat.local CAP * ACK :-cap-notify");
    }

    [TestCase("CAP LS 301"), TestCase("CAP LS x"), TestCase("CAP LS")]
    public void Older_versions_do_not(string line)
    {
        Start();
        IrcClient alice = Connect();

        alice.Say(line);
        alice.Skip();

        alice.Asks("CAP LIST", ":chat.local CAP * LIST :");
    }

    [Test]
    public void Every_wrong_CAP_has_its_error()
    {
        Start();
        IrcClient alice = Connect();

        alice.Asks("CAP", Numeric.ERR_NEEDMOREPARAMS, "CAP :Not enough parameters");
        alice.Asks("CAP FOO", Numeric.ERR_INVALIDCAPCMD, "FOO :Invalid CAP command");
        alice.Asks("CAP :", Numeric.ERR_INVALIDCAPCMD, "* :Invalid CAP command");
    }

    private static string[] Names() => All.Split(' ');
}
