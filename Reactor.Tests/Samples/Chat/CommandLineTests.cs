using ChatServer;
using Reactor.Simulation;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>How the program is called.</summary>
public sealed class CommandLineTests : ChatFixture
{
    [Test]
    public void Without_arguments_everything_has_its_default()
    {
        ChatOptions options = Parse();

        Assert.That(options, Is.EqualTo(new ChatOptions()));
        Assert.That((options.Host, options.Port, options.Name, options.Network), Is.EqualTo(("127.0.0.1", 6667, "chat.local", "Reactor")));
        Assert.That((options.MotdFile, options.Password, options.OperatorName, options.OperatorPassword), Is.EqualTo(default((string?, string?, string?, string?))));
        Assert.That((options.FloodRate, options.FloodBurst, options.SendQueue, options.MaxPerAddress), Is.EqualTo((4.0, 40, 1024 * 1024, 64)));
        Assert.That((options.PingTimeout.TotalSeconds, options.RegistrationTimeout.TotalSeconds), Is.EqualTo((240.0, 30.0)));
        Assert.That((options.MaxTargets, options.MaxChannels, options.NickLength, options.TopicLength), Is.EqualTo((4, 50, 30, 300)));
        Assert.That(options.Verbose || options.Help, Is.False);
    }

    [Test]
    public void Every_option_sets_what_it_is_called()
    {
        ChatOptions options = Parse(
            "--host", "::", "--port", "0", "--name", "irc.example", "--network", "Net", "--motd", "file", "--password", "w\u00F6rd", "--oper", "root:a:b", "--verbose",
            "--flood-rate", "2.5", "--flood-burst", "7", "--sendq", "20000", "--line-length", "2048", "--max-per-address", "3", "--ping-timeout", "1.5", "--registration-timeout", "9",
            "--max-targets", "8", "--max-channels", "5", "--nick-length", "9", "--topic-length", "80");

        Assert.That(options, Is.EqualTo(new ChatOptions
        {
            Host = "::",
            Port = 0,
            Name = "irc.example",
            Network = "Net",
            MotdFile = "file",
            Password = "w\u00C3\u00B6rd",
            OperatorName = "root",
            OperatorPassword = "a:b",
            Verbose = true,
            FloodRate = 2.5,
            FloodBurst = 7,
            SendQueue = 20_000,
            LineLength = 2048,
            MaxPerAddress = 3,
            PingTimeout = TimeSpan.FromSeconds(1.5),
            RegistrationTimeout = TimeSpan.FromSeconds(9),
            MaxTargets = 8,
            MaxChannels = 5,
            NickLength = 9,
            TopicLength = 80,
        }));
    }

    [Test]
    public void Zero_turns_a_limit_off()
    {
        ChatOptions options = Parse(
            "--flood-rate", "0", "--flood-burst", "0", "--sendq", "0", "--line-length", "0", "--max-per-address", "0", "--ping-timeout", "0", "--registration-timeout", "0",
            "--max-targets", "0", "--max-channels", "0", "--nick-length", "0", "--topic-length", "0");

        Start(options with { Port = 0 });
        Join("alice");
        Assert.That((options.PingTimeout, options.RegistrationTimeout), Is.EqualTo((Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)));
        Assert.That(ChatOptions.Most(0), Is.EqualTo(int.MaxValue));
        Assert.That(options.MaxNick, Is.EqualTo(ChatOptions.LongestNick));
    }

    [TestCase("--port", "65536"), TestCase("--port", "-1"), TestCase("--port", "x"), TestCase("--port", ""), TestCase("--host", " "), TestCase("--name", "a b"), TestCase("--name", "")]
    [TestCase("--name", ":a"), TestCase("--network", "a b"), TestCase("--network", "0123456789012345678901234567890123456789012345678901234567890123"), TestCase("--motd", ""), TestCase("--password", "")]
    [TestCase("--oper", "root"), TestCase("--oper", ":x"), TestCase("--oper", "root:"), TestCase("--oper", "a b:c"), TestCase("--flood-rate", "-1"), TestCase("--flood-rate", "NaN")]
    [TestCase("--flood-rate", "0.0000000000001"), TestCase("--flood-burst", "1.5"), TestCase("--sendq", "-1"), TestCase("--line-length", "511"), TestCase("--line-length", "8193"), TestCase("--sendq", "1"), TestCase("--sendq", "16383"), TestCase("--sendq", "99999999999"), TestCase("--max-per-address", "x")]
    [TestCase("--ping-timeout", "-1"), TestCase("--ping-timeout", "0.0001"), TestCase("--ping-timeout", "2147483648"), TestCase("--registration-timeout", "x")]
    [TestCase("--max-targets", "-1"), TestCase("--max-channels", "x"), TestCase("--nick-length", "101"), TestCase("--topic-length", "1e3")]
    public void A_bad_value_is_refused_with_what_is_needed(string option, string value)
    {
        string message = Refused(option, value);

        Assert.That(message, Does.StartWith($"ChatServer: {option} needs ").And.EndsWith($", not '{value}'. Try --help."));
        Assert.That(message, Does.Not.Contain('\n'));
    }

    [Test]
    public void A_missing_value_is_refused() => Assert.That(Refused("--verbose", "--port"), Is.EqualTo("ChatServer: --port needs a number from 0 to 65535. Try --help."));

    [TestCase("--prot"), TestCase("6667"), TestCase("--PORT"), TestCase("")]
    public void An_unknown_option_is_refused(string option) => Assert.That(Refused(option, "1"), Is.EqualTo($"ChatServer: there is no option '{option}'. Try --help."));

    [TestCase("--help"), TestCase("-h")]
    public void Help_names_every_option(string option)
    {
        Assert.That(Parse(option).Help, Is.True);
        foreach (string name in new[]
        {
            "--host", "--port", "--name", "--network", "--motd", "--password", "--oper", "--verbose", "--flood-rate", "--flood-burst", "--sendq", "--line-length", "--max-per-address",
            "--ping-timeout", "--registration-timeout", "--max-targets", "--max-channels", "--nick-length", "--topic-length",
        })
        {
            Assert.That(CommandLine.Usage.Split('\n'), Has.One.StartWith($"  {name} "));
        }
    }

    [Test]
    public void Extreme_values_that_are_taken_work()
    {
        Start(Parse(
            "--port", "0", "--flood-rate", "0.001", "--flood-burst", "50", "--sendq", "2147483647", "--ping-timeout", "2147483647", "--registration-timeout", "2147483647",
            "--max-targets", "2147483647", "--max-channels", "2147483647", "--topic-length", "2147483647", "--max-per-address", "2147483647"));
        IrcClient alice = Join("alice");

        alice.Say([.. Enumerable.Repeat("PONG x", 60)]);

        Loop.RunUntilIdle();
        Assert.That(alice.Ended, Is.Null);
    }

    [Test]
    public void The_name_of_the_server_stands_before_its_lines()
    {
        Start(Plain with { Name = "irc.example.org" });

        IrcClient alice = Connect();
        alice.Say("JOIN #a");
        Loop.RunUntil(() => alice.Lines.Count > 0);

        Assert.That(alice.Lines, Is.EqualTo(new[] { ":irc.example.org 451 * :You have not registered" }));
    }

    private static ChatOptions Parse(params string[] arguments)
    {
        Assert.That(CommandLine.TryParse(arguments, out ChatOptions? options, out string? message), Is.True, message);
        return options!;
    }

    private static string Refused(params string[] arguments)
    {
        Assert.That(CommandLine.TryParse(arguments, out _, out string? message), Is.False);
        return message!;
    }
}
