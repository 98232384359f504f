using ChatServer;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>Holds RPL_ISUPPORT to its word: what each token says is tried.</summary>
public sealed class SupportTests : ChatFixture
{
    private IrcClient _alice = null!;
    private string[] _welcome = [];
    private Dictionary<string, string> _tokens = null!;

    [Test]
    public void Every_token_is_tried_here()
    {
        Begin();

        Assert.That(_tokens.Keys, Is.EquivalentTo(new[]
        {
            "AWAYLEN", "CASEMAPPING", "CHANLIMIT", "CHANMODES", "CHANNELLEN", "CHANTYPES", "ELIST", "EXCEPTS", "KEYLEN", "KICKLEN", "MAXLIST", "MODES",
            "NAMELEN", "NETWORK", "NICKLEN", "PREFIX", "SAFELIST", "TARGMAX", "TOPICLEN", "USERLEN",
        }));
    }

    [Test]
    public void A_line_has_thirteen_tokens_at_most()
    {
        Begin();

        foreach (string line in Support())
            Assert.That(line.Split(" :")[0].Split(' ')[3..], Has.Length.LessThanOrEqualTo(13));
    }

    [Test]
    public void AWAYLEN_KICKLEN_TOPICLEN_and_NAMELEN_are_kept_whole_and_one_more_is_cut()
    {
        Begin("setname");
        IrcClient bob = Join("bob", "away-notify");
        Gather("#a", _alice, bob);

        Assert.That(Kept("AWAYLEN", text => { _alice.Skip(); bob.Skip(); _alice.Say($"AWAY :{text}"); return bob.Take().Single(); }), Is.True);
        Assert.That(Kept("TOPICLEN", text => _alice.Ask($"TOPIC #a :{text}")[^1]), Is.True);
        Assert.That(Kept("NAMELEN", text => _alice.Ask($"SETNAME :{text}").Single()), Is.True);
        Assert.That(Kept("KICKLEN", text => { Gather("#a", bob); return _alice.Ask($"KICK #a bob :{text}")[^1]; }), Is.True);
    }

    [Test]
    public void CASEMAPPING_and_CHANTYPES_and_PREFIX()
    {
        Begin();

        Assert.That(_tokens["CASEMAPPING"], Is.EqualTo("rfc1459"));
        Assert.That(_tokens["CHANTYPES"], Is.EqualTo("#"));
        Assert.That(_tokens["PREFIX"], Is.EqualTo("(ov)@+"));
        Gather("#a[]\\~", _alice);
        _alice.Asks("JOIN #A{}|^");
        foreach (char type in "&+!a")
            _alice.Asks($"JOIN {type}a", Numeric.ERR_NOSUCHCHANNEL, $"{type}a :No such channel");

        _alice.Say("MODE #a[]\\~ +v-o alice alice");
        _alice.Skip();
        Assert.That(_alice.Ask("NAMES #a[]\\~")[0], Does.EndWith(" :+alice"));
    }

    [Test]
    public void CHANMODES_and_EXCEPTS_and_what_004_says_are_the_letters_that_there_are()
    {
        Begin();
        Gather("#a", _alice);
        string[] kinds = _tokens["CHANMODES"].Split(',');
        const string Ranks = "ov";

        string known = string.Concat("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
            .Where(letter => !_alice.Ask($"MODE #a +{letter}").Any(line => line.Contains($" {(int)Numeric.ERR_UNKNOWNMODE} "))));

        Assert.That(known, Is.EquivalentTo(string.Concat(kinds) + Ranks));
        Assert.That(_alice.Reply(Numeric.RPL_MYINFO, $"chat.local reactor-chat-0.1.0 io {string.Concat(known.Order())} {string.Concat((kinds[0] + kinds[1] + kinds[2] + Ranks).Order())}"), Is.EqualTo(Welcomed(" 004 ").Single()));
        Assert.That(kinds[0], Does.Contain(_tokens["EXCEPTS"]));
        foreach (char list in kinds[0])
            Assert.That(_alice.Ask($"MODE #a {list}").Last(), Does.Contain("End of channel"));
        foreach (char flag in kinds[3])
        {
            _alice.Say($"MODE #a +{flag}");
            Assert.That(_alice.Take(), Has.None.Contains("Not enough parameters"));
        }

        _alice.Asks($"MODE #a -{kinds[2]}");
        _alice.Asks($"MODE #a +{kinds[2]}", Numeric.ERR_NEEDMOREPARAMS, "MODE :Not enough parameters");
        _alice.Asks($"MODE #a +{kinds[1]}", Numeric.ERR_NEEDMOREPARAMS, "MODE :Not enough parameters");
    }

    [Test]
    public void CHANLIMIT_and_CHANNELLEN()
    {
        Begin();
        string name = "#".PadRight(int.Parse(_tokens["CHANNELLEN"]), 'x');

        Assert.That(_alice.Ask($"JOIN {name}")[0], Does.EndWith($" JOIN {name}"));
        _alice.Asks($"JOIN {name}x", Numeric.ERR_NOSUCHCHANNEL, $"{name}x :No such channel");
        int limit = int.Parse(_tokens["CHANLIMIT"].Split(':')[1]);
        _alice.Say([.. Enumerable.Range(1, limit - 1).Select(number => $"JOIN #{number}")]);
        _alice.Skip();
        _alice.Asks("JOIN #more", Numeric.ERR_TOOMANYCHANNELS, "#more :You have joined too many channels");
    }

    [Test]
    public void ELIST_is_masks_and_numbers_of_users()
    {
        Begin();
        Assert.That(_tokens["ELIST"], Is.EqualTo("MU"));
        Gather("#a", _alice);

        Assert.That(_alice.Ask("LIST #?"), Has.Length.EqualTo(3));
        Assert.That(_alice.Ask("LIST >0"), Has.Length.EqualTo(3));
        Assert.That(_alice.Ask("LIST <1"), Has.Length.EqualTo(2));
    }

    [Test]
    public void KEYLEN()
    {
        Begin();
        Gather("#a", _alice);
        string key = new('x', int.Parse(_tokens["KEYLEN"]));

        _alice.Asks($"MODE #a +k {key}", $"{_alice.Prefix} MODE #a +k {key}");
        _alice.Asks($"MODE #a +k {key}x", Numeric.ERR_INVALIDKEY, "#a :Key is not well-formed");
    }

    [Test]
    public void MAXLIST_and_MODES()
    {
        Begin();
        Gather("#a", _alice);
        Assert.That(_tokens["MAXLIST"], Is.EqualTo("b:100,e:100"));
        int modes = int.Parse(_tokens["MODES"]);
        foreach (string[] masks in Enumerable.Range(0, 100).Select(number => $"m{number}").Chunk(modes))
            Assert.That(_alice.Ask($"MODE #a +{new string('b', modes)} {string.Join(' ', masks)}").Single().Split(' '), Has.Length.EqualTo(4 + modes));

        _alice.Asks("MODE #a +b more", Numeric.ERR_BANLISTFULL, "#a b :Channel list is full");
        Assert.That(_alice.Ask($"MODE #a +{new string('e', modes + 1)} {string.Join(' ', Enumerable.Range(0, modes + 1))}").Single().Split(' '), Has.Length.EqualTo(4 + modes));
    }

    [Test]
    public void NICKLEN_and_USERLEN_and_NETWORK()
    {
        Begin();
        string nick = new('x', int.Parse(_tokens["NICKLEN"]));

        _alice.Asks($"NICK {nick}x", Numeric.ERR_ERRONEUSNICKNAME, $"{nick}x :Erroneous nickname");
        IrcClient other = Join(nick);
        Assert.That(other.Ask($"USERHOST {nick}").Single(), Does.EndWith($"+{$"~{nick}"[..int.Parse(_tokens["USERLEN"])]}@127.0.0.1"));
        Assert.That(Welcomed(" 001 ").Single(), Does.Contain($"the {_tokens["NETWORK"]} Network"));
    }

    [Test]
    public void SAFELIST_a_long_list_disconnects_nobody()
    {
        Begin(options: Plain with { MaxChannels = 0 });
        for (int number = 0; number < 500; number++)
            _alice.Say($"JOIN #{number}");

        _alice.Skip();
        Assert.That(_tokens.Keys, Does.Contain("SAFELIST"));
        Assert.That(_alice.Ask("LIST"), Has.Length.EqualTo(502));
    }

    [TestCase("PRIVMSG", 4), TestCase("NOTICE", 4), TestCase("TAGMSG", 4), TestCase("KICK", 4), TestCase("LIST", 4), TestCase("WHOIS", 1), TestCase("WHOWAS", 1)]
    [TestCase("JOIN", null), TestCase("PART", null), TestCase("NAMES", null)]
    public void TARGMAX(string command, int? most)
    {
        Begin("message-tags");
        IrcClient[] others = [.. "bcdefg".Select(nick => Join(nick.ToString(), "message-tags"))];
        Gather("#a", [_alice, .. others]);
        Dictionary<string, string> limits = _tokens["TARGMAX"].Split(',').Select(pair => pair.Split(':')).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.That(limits[command], Is.EqualTo($"{most}"));

        string targets = command is "LIST" or "JOIN" or "PART" or "NAMES" ? "#1,#2,#3,#4,#5,#6" : "b,c,d,e,f,g";
        string[] answer = _alice.Ask(command is "KICK" ? $"KICK #a {targets}" : command is "WHOIS" or "WHOWAS" ? $"{command} {targets}" : $"@+x {command} {targets} :x");

        int reached = others.Count(other => other.Take().Length > 0);
        switch (command)
        {
            case "PRIVMSG" or "NOTICE" or "TAGMSG":
                Assert.That(reached, Is.EqualTo(most));
                break;
            case "KICK":
                Assert.That(answer.Count(line => line.Contains(" KICK ")), Is.EqualTo(most));
                break;
            case "LIST":
                Assert.That(answer.Single(), Does.Contain($" {(int)Numeric.ERR_TOOMANYTARGETS} "));
                break;
            case "WHOIS" or "WHOWAS":
                Assert.That(answer.Last(), Does.Contain(" b :End of"));
                break;
            default:
                Assert.That(answer.Count(line => line.Contains(" #6")), Is.Positive);
                break;
        }
    }

    [Test]
    public void Limits_that_are_off_have_no_number()
    {
        Begin(options: Plain with { MaxChannels = 0, MaxTargets = 0, TopicLength = 0, NickLength = 0 });

        Assert.That(_tokens["CHANLIMIT"], Is.EqualTo("#:"));
        Assert.That(_tokens["TARGMAX"], Is.EqualTo("JOIN:,KICK:,LIST:,NAMES:,NOTICE:,PART:,PRIVMSG:,TAGMSG:,WHOIS:1,WHOWAS:1"));
        Assert.That(_tokens["NICKLEN"], Is.EqualTo("100"));
        Assert.That(_tokens.Keys, Does.Not.Contain("TOPICLEN"));
    }

    private void Begin(string capabilities = "", ChatOptions? options = null)
    {
        Start(options);
        _alice = Connect("alice");
        if (capabilities.Length > 0)
            _alice.Ask($"CAP REQ :{capabilities}");

        _alice.Say("NICK alice", "USER alice 0 * :Alice", "CAP END");
        _welcome = _alice.Take();
        _tokens = Support()
            .SelectMany(line => line.Split(" :")[0].Split(' ')[3..])
            .Select(token => token.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair.Length > 1 ? pair[1] : "");
    }

    private string[] Support() => Welcomed(" 005 ");

    private string[] Welcomed(string numeric) => [.. _welcome.Where(line => line.Contains(numeric))];

    private bool Kept(string token, Func<string, string> say)
    {
        string text = new('x', int.Parse(_tokens[token]));
        return say(text).EndsWith($":{text}", StringComparison.Ordinal) && say(text + "y").EndsWith($":{text}", StringComparison.Ordinal);
    }
}
