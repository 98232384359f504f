using ChatServer;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>What time does: it asks the silent, ends those who do not answer, and slows down those who say too much. The clock is simulated.</summary>
public sealed class TimeTests : ChatFixture
{
    private const string PingLine = "PING :chat.local";

    [Test]
    public void Who_is_silent_is_asked_and_who_does_not_answer_is_cut_off()
    {
        Simulate(Plain with { PingTimeout = TimeSpan.FromSeconds(60) });
        IrcClient alice = Join("alice"), bob = Join("bob");
        Gather("#a", alice, bob);

        Pass(TimeSpan.FromSeconds(29));
        alice.Hears();
        Pass(TimeSpan.FromSeconds(29));
        Assert.That(bob.Lines, Is.EqualTo(new[] { PingLine }));
        Assert.That(bob.Ended, Is.Null);
        Pass(TimeSpan.FromSeconds(3));

        bob.HearsLast(PingLine, "ERROR :Closing Link: 10.0.0.2 (Ping timeout: 60 seconds)");
        alice.Hears(PingLine, $"{bob.Prefix} QUIT :Ping timeout: 60 seconds");
    }

    [TestCase("PONG :chat.local"), TestCase("PRIVMSG alice :hi"), TestCase("\r\n"), TestCase("NONSENSE")]
    public void Any_line_is_a_sign_of_life(string line)
    {
        Simulate(Plain with { PingTimeout = TimeSpan.FromSeconds(60) });
        IrcClient bob = Join("bob");

        for (int round = 0; round < 10; round++)
        {
            Pass(TimeSpan.FromSeconds(55));
            bob.SendText($"{line}\r\n");
        }

        Pass(TimeSpan.FromSeconds(1));
        Assert.That(bob.Ended, Is.Null);
        Assert.That(bob.Lines.Where(each => each == PingLine), Has.Exactly(10).Items);
    }

    [Test]
    public void Who_speaks_is_not_asked()
    {
        Simulate(Plain with { PingTimeout = TimeSpan.FromSeconds(60) });
        IrcClient bob = Join("bob");

        for (int round = 0; round < 10; round++)
        {
            Pass(TimeSpan.FromSeconds(25));
            bob.Say("PONG x");
        }

        bob.Hears();
    }

    [Test]
    public void The_PONG_of_who_does_not_read_is_heard()
    {
        Simulate(Plain with { PingTimeout = TimeSpan.FromSeconds(60), RegistrationTimeout = Timeout.InfiniteTimeSpan });
        IrcClient alice = Join("alice"), slow = Join("slow");
        slow.StopReading();

        for (int round = 0; round < 10; round++)
        {
            alice.Say([.. Enumerable.Repeat($"PRIVMSG slow :{new string('x', 400)}", 100)]);
            slow.Say("PONG :chat.local");
            Pass(TimeSpan.FromSeconds(50));
            alice.Skip();
        }

        Assert.That(Server.FindUser("slow")!.Client.QueuedBytes, Is.GreaterThan(64 * 1024));
        slow.ReadOn();
        Assert.That(slow.Take().Where(line => line != PingLine), Has.Exactly(1_000).Items);
    }

    [Test]
    public void Without_a_ping_timeout_one_may_be_silent_for_ever()
    {
        Simulate(Plain with { PingTimeout = Timeout.InfiniteTimeSpan });
        IrcClient alice = Join("alice");

        Pass(TimeSpan.FromDays(365));

        alice.Hears();
    }

    [TestCase(""), TestCase("NICK bob"), TestCase("CAP LS 302\r\nNICK bob\r\nUSER bob 0 * :Bob")]
    public void Who_takes_too_long_to_register_is_cut_off(string line)
    {
        Simulate(Plain with { RegistrationTimeout = TimeSpan.FromSeconds(20) });
        IrcClient bob = Connect("bob");
        bob.Say(line);
        Pass(TimeSpan.FromSeconds(19));
        Assert.That(bob.Ended, Is.Null);

        Pass(TimeSpan.FromSeconds(2));

        Assert.That(bob.Ended, Is.Not.Null);
        Assert.That(bob.Lines[^1], Is.EqualTo("ERROR :Closing Link: 10.0.0.2 (Registration timed out)"));
        Assert.That(Server.Census.Unknown, Is.Zero);
        Assert.That(Server.FindHolder("bob"), Is.Null);
    }

    [Test]
    public void Who_has_registered_stays()
    {
        Simulate(Plain with { RegistrationTimeout = TimeSpan.FromSeconds(20), PingTimeout = Timeout.InfiniteTimeSpan });
        IrcClient alice = Join("alice");

        Pass(TimeSpan.FromSeconds(60));

        alice.Hears();
    }

    [Test]
    public void Without_a_registration_timeout_one_may_think_about_it()
    {
        Simulate(Plain with { RegistrationTimeout = Timeout.InfiniteTimeSpan, PingTimeout = Timeout.InfiniteTimeSpan });
        IrcClient alice = Connect("alice");

        Pass(TimeSpan.FromDays(1));

        alice.Hears();
    }

    [Test]
    public void Before_registration_one_is_asked_too()
    {
        Simulate(Plain with { RegistrationTimeout = Timeout.InfiniteTimeSpan, PingTimeout = TimeSpan.FromSeconds(60) });
        IrcClient alice = Connect("alice");

        Pass(TimeSpan.FromSeconds(31));

        alice.Hears(PingLine);
    }

    [Test]
    public void Who_says_too_much_is_heard_more_slowly_and_loses_nothing()
    {
        Simulate(Plain with { FloodRate = 2, FloodBurst = 10 });
        IrcClient alice = Join("alice"), bob = Join("bob");
        Pass(TimeSpan.FromSeconds(30));
        bob.Say([.. Enumerable.Range(0, 100).Select(number => $"PRIVMSG alice :{number}")]);

        Pass(TimeSpan.FromSeconds(0.4));
        Assert.That(alice.Lines, Has.Count.EqualTo(10));
        Pass(TimeSpan.FromSeconds(10));
        Assert.That(alice.Lines, Has.Count.InRange(29, 31));
        Pass(TimeSpan.FromSeconds(20));
        Assert.That(alice.Lines, Has.Count.InRange(69, 71));
        Pass(TimeSpan.FromSeconds(16));

        Assert.That(alice.Lines.Select(line => line.Split(':')[^1]), Is.EqualTo(Enumerable.Range(0, 100).Select(number => $"{number}")));
    }

    [Test]
    public void Who_floods_does_not_slow_down_others()
    {
        Simulate(Plain with { FloodRate = 1, FloodBurst = 5 });
        IrcClient alice = Join("alice"), bob = Join("bob"), carol = Join("carol");
        Pass(TimeSpan.FromSeconds(30));
        bob.Say([.. Enumerable.Repeat("PRIVMSG alice :flood", 20)]);
        Pass(TimeSpan.FromSeconds(0.5));
        int before = alice.Lines.Count;

        carol.Say("PRIVMSG alice :hi");
        Pass(TimeSpan.FromSeconds(0.3));

        Assert.That(before, Is.EqualTo(5));
        Assert.That(alice.Lines[^1], Is.EqualTo($"{carol.Prefix} PRIVMSG alice :hi"));
    }

    [Test]
    public void Lines_that_are_too_long_or_unknown_count_as_well()
    {
        Simulate(Plain with { FloodRate = 1, FloodBurst = 5 });
        IrcClient bob = Join("bob");
        Pass(TimeSpan.FromSeconds(30));

        bob.Say(new string('x', 600), "", "FOO", new string('x', 10_000), "FOO", "FOO", "FOO");
        Pass(TimeSpan.FromSeconds(0.5));

        Assert.That(bob.Lines, Has.Count.EqualTo(4));
    }

    [TestCase("WHO *"), TestCase("WHO a*"), TestCase("LIST"), TestCase("LIST #*")]
    public void Who_has_the_server_look_at_everybody_pays_for_ten_lines(string line)
    {
        Simulate(Plain with { FloodRate = 1, FloodBurst = 25 });
        IrcClient bob = Join("bob");
        Pass(TimeSpan.FromSeconds(60));

        bob.Say([.. Enumerable.Repeat(line, 10)]);
        Pass(TimeSpan.FromSeconds(0.5));
        Assert.That(Ends(bob), Is.EqualTo(3));
        Pass(TimeSpan.FromSeconds(20));
        Assert.That(Ends(bob), Is.EqualTo(5));

        static int Ends(IrcClient client) => client.Lines.Count(each => each.Contains(" :End of ", StringComparison.Ordinal));
    }

    [TestCase("WHO bob"), TestCase("WHO #a"), TestCase("LIST #a")]
    public void Who_asks_for_one_by_name_does_not(string line)
    {
        Simulate(Plain with { FloodRate = 1, FloodBurst = 25 });
        IrcClient bob = Join("bob");
        Gather("#a", bob);
        Pass(TimeSpan.FromSeconds(60));

        bob.Say([.. Enumerable.Repeat(line, 20)]);
        Pass(TimeSpan.FromSeconds(0.5));

        Assert.That(bob.Lines.Count(each => each.Contains(" :End of ", StringComparison.Ordinal)), Is.EqualTo(20));
    }

    [TestCase(0, 10), TestCase(1, 0)]
    public void Without_a_limit_nobody_waits(double rate, int burst)
    {
        Simulate(Plain with { FloodRate = rate, FloodBurst = burst });
        IrcClient alice = Join("alice"), bob = Join("bob");

        bob.Say([.. Enumerable.Repeat("PRIVMSG alice :hi", 500)]);
        Pass(TimeSpan.FromSeconds(0.5));

        Assert.That(alice.Lines, Has.Count.EqualTo(500));
    }

    [Test]
    public void WHOIS_tells_how_long_somebody_has_been_idle_and_since_when_it_is_here()
    {
        Simulate();
        IrcClient alice = Join("alice"), bob = Join("bob");
        Pass(TimeSpan.FromSeconds(100));
        bob.Say("PRIVMSG alice :hi");
        bob.Skip();
        alice.Skip();
        Pass(TimeSpan.FromSeconds(42.5));

        string signOn = Server.FindUser("bob")!.SignOn.ToUnixTimeSeconds().ToString();
        Assert.That(alice.Ask("WHOIS bob"), Has.One.EqualTo(alice.Reply(Numeric.RPL_WHOISIDLE, $"bob 42 {signOn} :seconds idle, signon time")));
    }
}
