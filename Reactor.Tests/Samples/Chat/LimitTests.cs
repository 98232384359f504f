using ChatServer;
using Reactor.Simulation;
using Reactor.Tests.Support;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>How long lines may be, and how many connections there may be.</summary>
public sealed class LimitTests : ChatFixture
{
    [Test]
    public void A_line_has_512_bytes_with_its_end()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");
        string longest = "PRIVMSG bob :".PadRight(510, 'x');

        alice.Asks(longest);
        string heard = bob.Take().Single();
        Assert.That(heard, Is.EqualTo($"{alice.Prefix} PRIVMSG bob :".PadRight(510, 'x')));
        alice.Asks(longest + "x", Numeric.ERR_INPUTTOOLONG, ":Input line was too long");
        alice.Asks(new string('x', 8_000), Numeric.ERR_INPUTTOOLONG, ":Input line was too long");
        alice.Asks(new string('x', 100_000), Numeric.ERR_INPUTTOOLONG, ":Input line was too long");
        bob.Hears();
    }

    [Test]
    public void Before_registration_too()
    {
        Start();
        Connect().Asks(new string('x', 511), Numeric.ERR_INPUTTOOLONG, ":Input line was too long");
    }

    [Test]
    public void Tags_have_4094_bytes_more()
    {
        Start();
        IrcClient alice = Join("alice", "message-tags"), bob = Join("bob", "message-tags server-time");
        string tags = "+a=".PadRight(4094, 'x');
        string message = "PRIVMSG bob :".PadRight(510, 'x');

        alice.Asks($"@{tags} {message}");
        bob.Hears($"@time=(t);{tags} {$"{alice.Prefix} PRIVMSG bob :".PadRight(510, 'x')}");
        alice.Asks($"@{tags}x PING x", Numeric.ERR_INPUTTOOLONG, ":Input line was too long");
        alice.Asks($"@{new string('x', 8_190)} PING x", Numeric.ERR_INPUTTOOLONG, ":Input line was too long");
        alice.Asks($"@{tags} {message}x", Numeric.ERR_INPUTTOOLONG, ":Input line was too long");
    }

    [Test]
    public void A_text_that_is_cut_is_not_cut_inside_of_a_character()
    {
        Start();
        IrcClient alice = Join("alice"), bob = Join("bob");

        alice.Asks("PRIVMSG bob :" + string.Concat(Enumerable.Repeat("\u00E2\u0082\u00AC", 165)));

        string text = bob.Take().Single()[$"{alice.Prefix} PRIVMSG bob :".Length..];
        Assert.That(text, Is.EqualTo(string.Concat(Enumerable.Repeat("\u00E2\u0082\u00AC", text.Length / 3))));
        Assert.That($"{alice.Prefix} PRIVMSG bob :".Length + text.Length, Is.GreaterThan(507));
    }

    [Test]
    public void Nobody_has_more_connections_from_one_address_than_allowed()
    {
        Start(Plain with { MaxPerAddress = 2 });
        IrcClient alice = Join("alice");
        Join("bob");

        IrcClient carol = Connect("carol");

        carol.HearsLast("ERROR :Closing Link: 127.0.0.1 (Too many connections from your address)");
        alice.Say("QUIT");
        alice.HearsLast("ERROR :Closing Link: 127.0.0.1 (Quit)");
        Loop.RunUntilIdle();
        Join("dave");
        Assert.That(Server.Census.Unknown, Is.Zero);
    }

    [Test]
    public void Without_the_limit_any_number_may_connect()
    {
        Start(Plain with { MaxPerAddress = 0 });
        for (int number = 0; number < 100; number++)
            Connect();

        Assert.That(Server.Census.Unknown, Is.EqualTo(100));
    }

    [Test]
    public void Who_does_not_read_is_cut_off_when_too_much_waits()
    {
        Start(Plain with { SendQueue = 100_000 });
        IrcClient alice = Join("alice"), slow = Join("slow");
        Gather("#a", alice, slow);
        slow.StopReading();
        List<string> heard = [];

        for (int number = 0; number < 400 && Server.FindUser("slow") is not null; number++)
        {
            alice.Say([.. Enumerable.Repeat($"PRIVMSG #a :{new string('x', 400)}", 100)]);
            heard.AddRange(alice.Take());
        }

        Assert.That(Server.FindUser("slow"), Is.Null);
        Assert.That(heard, Has.Exactly(1).EqualTo($"{slow.Prefix} QUIT :SendQ exceeded"));
    }

    [Test]
    public void Asking_for_much_costs_nobody_its_connection()
    {
        Start(Plain with { SendQueue = 4_000, MaxTargets = 0 });
        IrcClient alice = Join("alice");
        for (int number = 0; number < 50; number++)
            Gather($"#{number}-{new string('x', 40)}", alice);

        Assert.That(alice.Ask("LIST")[^2..], Is.EqualTo(new[] { alice.Reply(Numeric.ERR_TOOMANYMATCHES, "LIST :Output too large, truncated"), alice.Reply(Numeric.RPL_LISTEND, ":End of /LIST") }));
        for (int number = 0; number < 60; number++)
            alice.Ask(number % 2 == 0 ? $"NICK {new string('b', 30)}" : "NICK alice");

        Assert.That(alice.Ask("WHOWAS alice")[^2], Is.EqualTo(alice.Reply(Numeric.ERR_TOOMANYMATCHES, "WHOWAS :Output too large, truncated")));
        for (int number = 0; number < 60; number++)
            Join($"somebody{number}");

        Server.Motd = [.. Enumerable.Repeat(new string('x', 400), 100)];
        Assert.That(alice.Ask("MOTD")[^2], Is.EqualTo(alice.Reply(Numeric.ERR_TOOMANYMATCHES, "MOTD :Output too large, truncated")));
        Server.Motd = null;
        Assert.That(alice.Ask("WHO *")[^2], Is.EqualTo(alice.Reply(Numeric.ERR_TOOMANYMATCHES, "WHO :Output too large, truncated")));
    }

    [Test]
    public void A_LIST_has_no_more_conditions_than_a_message_has_targets()
    {
        Start();
        IrcClient alice = Join("alice");

        alice.Asks("LIST #a,#b,#c,#d,#e", Numeric.ERR_TOOMANYTARGETS, "#e :Too many targets");
        Assert.That(alice.Ask("LIST #a,#b,#c,#d"), Has.Length.EqualTo(2));
    }

    [Test]
    public void Long_names_still_fit_into_lines()
    {
        Start(Plain with { NickLength = 0 });
        IrcClient alice = Join(new string('a', 100)), bob = Join(new string('b', 100));
        string[] channels = [.. Enumerable.Range(10, 20).Select(number => $"#{number}-{new string('x', 46)}")];
        foreach (string channel in channels)
            Gather(channel, alice, bob);

        string[] lines = [.. bob.Ask($"WHOIS {alice.Nick}").Where(line => line.Contains(" 319 "))];
        Assert.That(lines.SelectMany(line => line.Split(" :")[1].Split(' ')), Is.EqualTo(channels.Select(channel => "@" + channel)));
        string[] masks = [.. "cdef".Select(letter => new string(letter, 94) + "!*@*")];
        string[] told = alice.Ask($"MODE {channels[0]} +bbbb {string.Join(' ', masks)}");
        Assert.That(told.SelectMany(line => line.Split(' ')).Where(word => word.EndsWith("!*@*", StringComparison.Ordinal)), Is.EqualTo(masks));
        Assert.That(bob.Take(), Is.EqualTo(told));
        Assert.That(bob.Ask($"NAMES {channels[0]}").SkipLast(1).SelectMany(line => line.Split(" :")[1].Split(' ')), Is.EqualTo(new[] { "@" + alice.Nick, bob.Nick }));
    }

    [Test]
    public void Lines_may_come_in_pieces()
    {
        Start();
        IrcClient bob = Join("bob");
        using RawClient raw = new(EndPoint);

        foreach (char letter in "NICK alice\r\nUSER alice 0 * :Alice\r\nPRIVMSG bob :hi\r\n")
        {
            raw.Send(letter.ToString());
            Loop.RunUntilIdle();
        }

        Loop.RunUntil(() => bob.Lines.Count > 0);
        bob.Hears(":alice!~alice@127.0.0.1 PRIVMSG bob :hi");
    }

    [TestCase(1_024, 1_022), TestCase(0, 8_190)]
    public void Longer_lines_can_be_agreed_on(int length, int longest)
    {
        Start(Plain with { LineLength = length });
        IrcClient alice = Connect("alice"), bob = Connect("bob");
        alice.LongestLine = bob.LongestLine = longest;
        Assert.That(alice.Ask("NICK alice\r\nUSER alice 0 * :Alice"), Has.Some.Contain($" LINELEN={longest + 2} "));
        bob.Ask("NICK bob\r\nUSER bob 0 * :Bob");

        string most = new('x', longest - "PRIVMSG bob :".Length);
        alice.Asks($"PRIVMSG bob :{most}x", Numeric.ERR_INPUTTOOLONG, ":Input line was too long");
        alice.Asks($"PRIVMSG bob :{most}");

        string heard = $"{alice.Prefix} PRIVMSG bob :{most}";
        bob.Hears(heard[..longest]);
    }
}
