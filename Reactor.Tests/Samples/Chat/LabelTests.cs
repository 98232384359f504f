using ChatServer;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>Answers that can be told from others: IRCv3 labeled-response, in batches if they have several lines.</summary>
public sealed class LabelTests : ChatFixture
{
    private const string Labels = "labeled-response batch";

    private IrcClient _alice = null!;

    [Test]
    public void One_line_has_the_label()
    {
        Begin();

        _alice.Asks("@label=abc PING hello", "@label=abc :chat.local PONG chat.local :hello");
        _alice.Asks("@label=abc JOIN", $"@label=abc {_alice.Reply(Numeric.ERR_NEEDMOREPARAMS, "JOIN :Not enough parameters")}");
        _alice.Asks("@label=abc FOO", $"@label=abc {_alice.Reply(Numeric.ERR_UNKNOWNCOMMAND, "FOO :Unknown command")}");
    }

    [Test]
    public void Several_lines_are_a_batch()
    {
        Begin();

        _alice.Asks(
            "@label=abc JOIN #a",
            "@label=abc :chat.local BATCH +1 labeled-response",
            $"@batch=1 {_alice.Prefix} JOIN #a",
            $"@batch=1 {_alice.Reply(Numeric.RPL_NAMREPLY, "= #a :@alice")}",
            $"@batch=1 {_alice.Reply(Numeric.RPL_ENDOFNAMES, "#a :End of /NAMES list")}",
            ":chat.local BATCH -1");
        _alice.Asks(
            "@label=d WHOIS nobody",
            "@label=d :chat.local BATCH +1 labeled-response",
            $"@batch=1 {_alice.Reply(Numeric.ERR_NOSUCHNICK, "nobody :No such nick/channel")}",
            $"@batch=1 {_alice.Reply(Numeric.RPL_ENDOFWHOIS, "nobody :End of /WHOIS list")}",
            ":chat.local BATCH -1");
    }

    [TestCase("PONG x"), TestCase("PRIVMSG bob :hi"), TestCase("NOTICE nobody :hi"), TestCase("JOIN 0")]
    public void No_line_is_acknowledged(string line)
    {
        Begin();
        Join("bob");

        _alice.Asks($"@label=abc {line}", "@label=abc :chat.local ACK");
    }

    [Test]
    public void An_echo_is_the_answer_to_a_message()
    {
        Begin($"{Labels} echo-message message-tags");
        IrcClient bob = Join("bob", "message-tags");

        _alice.Asks("@label=abc;+x=y PRIVMSG bob :hi", $"@label=abc;+x=y {_alice.Prefix} PRIVMSG bob :hi");
        bob.Hears($"@+x=y {_alice.Prefix} PRIVMSG bob :hi");
        _alice.Asks("@label=abc PRIVMSG nobody :hi", $"@label=abc {_alice.Reply(Numeric.ERR_NOSUCHNICK, "nobody :No such nick/channel")}");
        _alice.Asks(
            "@label=abc PRIVMSG bob,nobody :hi",
            "@label=abc :chat.local BATCH +1 labeled-response",
            $"@batch=1 {_alice.Prefix} PRIVMSG bob :hi",
            $"@batch=1 {_alice.Reply(Numeric.ERR_NOSUCHNICK, "nobody :No such nick/channel")}",
            ":chat.local BATCH -1");
    }

    [Test]
    public void A_message_to_oneself_has_no_label_but_its_echo_has()
    {
        Begin($"{Labels} echo-message");
        _alice.Asks("@label=abc PRIVMSG alice :hi", $"{_alice.Prefix} PRIVMSG alice :hi", $"@label=abc {_alice.Prefix} PRIVMSG alice :hi");

        IrcClient bob = Join("bob", Labels);
        bob.Asks("@label=abc PRIVMSG bob :hi", $"{bob.Prefix} PRIVMSG bob :hi", "@label=abc :chat.local ACK");
    }

    [Test]
    public void Times_stand_beside_label_and_batch()
    {
        Begin($"{Labels} server-time");

        _alice.Asks("@label=abc PING x", "@label=abc;time=(t) :chat.local PONG chat.local :x");
        _alice.Asks(
            "@label=abc NAMES #x,#y",
            "@label=abc :chat.local BATCH +1 labeled-response",
            $"@batch=1;time=(t) {_alice.Reply(Numeric.RPL_ENDOFNAMES, "#x :End of /NAMES list")}",
            $"@batch=1;time=(t) {_alice.Reply(Numeric.RPL_ENDOFNAMES, "#y :End of /NAMES list")}",
            ":chat.local BATCH -1");
    }

    [Test]
    public void What_others_hear_has_no_label()
    {
        Begin();
        IrcClient bob = Join("bob", Labels);
        Gather("#a", _alice, bob);

        _alice.Asks("@label=abc TOPIC #a :x", $"@label=abc {_alice.Prefix} TOPIC #a :x");
        bob.Hears($"{_alice.Prefix} TOPIC #a :x");
        _alice.Asks("@label=d NICK alicia", $"@label=d {_alice.Prefix} NICK :alicia");
        bob.Hears($"{_alice.Prefix} NICK :alicia");
    }

    [Test]
    public void The_welcome_can_be_labelled()
    {
        Start();
        IrcClient alice = Connect("alice");
        alice.Say($"CAP REQ :{Labels}", "NICK alice", "USER alice 0 * :Alice");
        alice.Skip();

        string[] lines = alice.Ask("@label=abc CAP END");

        Assert.That(lines[0], Is.EqualTo("@label=abc :chat.local BATCH +1 labeled-response"));
        Assert.That(lines[1], Does.StartWith("@batch=1 :chat.local 001 alice "));
        Assert.That(lines[^1], Is.EqualTo(":chat.local BATCH -1"));
    }

    [Test]
    public void The_last_words_come_after_the_answer()
    {
        Begin();

        _alice.Say("@label=abc QUIT :bye");

        _alice.HearsLast("@label=abc :chat.local ACK", "ERROR :Closing Link: 127.0.0.1 (Quit: bye)");
    }

    [TestCase("labeled-response"), TestCase("batch"), TestCase("")]
    public void Both_capabilities_are_needed(string capabilities)
    {
        Begin(capabilities);

        _alice.Asks("@label=abc PING x", ":chat.local PONG chat.local :x");
        _alice.Asks("@label=abc PONG x");
    }

    [TestCase("label"), TestCase("label="), TestCase("labels=x"), TestCase("+label=x")]
    public void Not_everything_is_a_label(string tag)
    {
        Begin();
        _alice.Asks($"@{tag} PING x", ":chat.local PONG chat.local :x");
    }

    [Test]
    public void A_label_has_a_length()
    {
        Begin();
        string label = new('x', 64);

        _alice.Asks($"@a;label={label};b PING x", $"@label={label} :chat.local PONG chat.local :x");
        _alice.Asks($"@label={label}x PING x", ":chat.local PONG chat.local :x");
    }

    [Test]
    public void A_long_answer_to_a_label_ends_where_the_room_does()
    {
        Begin(options: Plain with { SendQueue = 20 * 1024, MaxTargets = 0 });
        Gather("#a", _alice);

        string[] lines = _alice.Ask($"@label=abc NAMES {string.Join(',', Enumerable.Repeat("#a", 150))}");

        Assert.That(lines, Has.Some.Contains($" {(int)Numeric.ERR_TOOMANYMATCHES} alice NAMES :Output too large, truncated"));
        Assert.That(lines[^1], Is.EqualTo(":chat.local BATCH -1"));
    }

    private void Begin(string capabilities = Labels, ChatOptions? options = null)
    {
        Start(options);
        _alice = Join("alice", capabilities);
    }
}
