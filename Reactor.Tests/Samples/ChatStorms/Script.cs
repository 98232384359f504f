namespace Reactor.Tests.Samples.ChatStorms;

/// <summary>Draws what somebody says next. The names are few, so that people get into each other's way.</summary>
internal sealed class Script(Random random)
{
    private static readonly string[] s_nicks = ["ann", "Ann", "[bob]", "{BOB}", "c^d", "C^d", "dora", "eve", "fay", "gus", "hal|", "HAL\\"];
    private static readonly string[] s_rooms = ["#a", "#A", "#b[1]", "#B{1}", "#c", "#d", "#\xC3\xA9"];
    private static readonly string[] s_masks = ["*!*@*", "*", "ann", "[B*", "*!~u1@*", "?^d", "*@10.*", "d*!*", "eve!~u?@*", "*a*", "@", "!", "x@y!z"];
    private static readonly string[] s_words = ["hello", ":", "a b  c", "\xC3\xA9t\xC3\xA9", "x", ":-) ok", " lead", "0", "\u0001ACTION waves\u0001", "\xFF\xFE"];

    private static readonly string[] s_capabilities =
    [
        "away-notify", "batch", "cap-notify", "echo-message", "extended-join", "invite-notify",
        "labeled-response", "message-tags", "multi-prefix", "server-time", "setname",
    ];

    /// <summary>
    /// Whether so little may wait for a client that it may be closed between two channels of one JOIN, and that answers end early: then
    /// there are no such JOINs, and no labels, which tell answers of one line from those of two.
    /// </summary>
    public bool IsCautious { get; init; }

    /// <summary>How many others there are, called n0 and so on; the more there are, the more channels they go to.</summary>
    public int Crowd { get; init; }

    private string Nick => Crowd > 0 && random.Next(4) > 0 ? $"n{random.Next(Crowd)}" : Pick(s_nicks);

    private string Room => Crowd > 0 && random.Next(4) > 0 ? $"#n{random.Next(Crowd)}" : Pick(s_rooms[..(random.Next(3) == 0 ? 2 : ^0)]);

    private string Words => random.Next(12) == 0 ? string.Concat(Enumerable.Repeat(Pick(s_words), random.Next(1, 60))) : Pick(s_words);

    public string NickLine() => $"NICK {Nick}";

    /// <summary>Says who somebody is, more or less in order.</summary>
    public IEnumerable<string> Registration(int number)
    {
        bool negotiates = random.Next(3) > 0;
        if (negotiates)
            yield return random.Next(2) == 0 ? "CAP LS 302" : $"CAP REQ :{Capabilities()}";
        if (negotiates && random.Next(2) == 0)
            yield return $"CAP REQ :{Capabilities()}";
        yield return NickLine();
        yield return $"USER u{number} 0 * :{Words}";
        if (negotiates)
            yield return "CAP END";
    }

    public string Next()
    {
        string line = Command();
        return random.Next(12) switch
        {
            0 when !IsCautious => $"@label=l{random.Next(1000)};+draft/reply=z;other {line}",
            1 => $"@+a=1;+b {line}",
            _ => line,
        };
    }

    private string Command() => random.Next(100) switch
    {
        < 16 => Join(),
        < 20 => $"PART {Rooms()}{Last()}",
        < 34 => $"PRIVMSG {Targets()} :{Words}",
        < 37 => $"NOTICE {Targets()} :{Words}",
        < 39 => $"TAGMSG {Targets()}",
        < 43 => $"TOPIC {Room}{Last()}",
        < 48 => $"KICK {Rooms()} {Nicks()}{Last()}",
        < 53 => random.Next(5) == 0 ? "INVITE" : $"INVITE {Nick} {Room}",
        < 59 => NickLine(),
        < 75 => RoomMode(),
        < 77 => $"MODE {Nick} {Pick("", "+i", "-i", "+i-i", "-o", "+x", "-io+i")}",
        < 80 => $"AWAY{Last()}",
        < 82 => $"SETNAME :{Words}",
        < 85 => Question(),
        < 94 => About(),
        < 96 => $"CAP {Pick("LIST", "LS", "END", "REQ :nonsense", "REQ :" + Capabilities())}",
        < 97 => Pick("OPER root toor", "OPER root wrong", $"KILL {Nick} :{Words}"),
        < 98 => random.Next(3) == 0 ? $"QUIT{Last()}" : "PING :1 2",
        < 99 => $"{Pick("join", "xyzzy", "PRIVMSG", "USER a", "PASS x", "NICK", "NICK 1x", "\xE9", "PONG", ":src", ":src VERSION")}",
        _ => $"USER u 0 * :{Words}",
    };

    private string Join() => random.Next(20) switch
    {
        0 => "JOIN 0",
        1 => "JOIN nothing",
        2 or 3 when !IsCautious => $"JOIN {Room},{Room} {Pick("k1", "k1,k2", ",k2")}",
        < 8 => $"JOIN {Room} {Pick("k1", "k2")}",
        _ => $"JOIN {Room}",
    };

    private string RoomMode()
    {
        if (random.Next(6) == 0)
            return $"MODE {Room} {Pick("", "b", "+e", "-b")}";
        string letters = "", parameters = "";
        for (int count = random.Next(1, 5); count > 0; count--)
        {
            char letter = "imnstkklbbbeeooovvvz+"[random.Next(21)];
            letters += $"{Pick("+", "+", "-", "")}{letter}";
            parameters += letter switch
            {
                'k' => Pick(" k1", " k2", " :", " bad,key", ""),
                'l' => Pick(" 1", " 2", " 5", " x", ""),
                'b' or 'e' => " " + Pick(s_masks),
                'o' or 'v' => " " + Nick,
                _ => "",
            };
        }

        return $"MODE {Room} {letters}{parameters}";
    }

    private string Question() => random.Next(12) switch
    {
        0 => "LUSERS",
        1 => $"STATS {Pick("m", "o", "u", "x")}",
        2 => Pick("VERSION", "INFO", "ADMIN", "TIME", "MOTD", "LINKS", "LINKS *.test", "LINKS nowhere"),
        3 => $"VERSION {Pick("irc.*", "elsewhere", Nick)}",
        4 => $"ISON {string.Join(' ', Enumerable.Range(0, random.Next(80, 120)).Select(_ => Nick))}",
        5 => $"ISON {Nick} {Nick} :{Nick} {Nick}",
        6 => $"USERHOST {Nick} {Nick} {Nick}",
        _ => $"LIST {Pick("", "*", Room, $"{Room},{Room}", ">1", "<3", "#a*,>0", "#a,#b[1],#c,#d,*")}",
    };

    private string About() => random.Next(8) switch
    {
        0 => $"WHO {Pick("*", "0", Nick, "?nn", "*o*", "~u1")}{Pick("", " o")}",
        1 => $"WHO {Room}",
        2 or 3 => $"WHOIS {Pick("", "irc.test ")}{Nick}",
        4 => $"WHOWAS {Nick}{Pick("", " 1")}",
        _ => $"NAMES {Pick("", Room, $"{Room},{Room}")}",
    };

    private string Capabilities() => string.Join(' ', s_capabilities.Where(_ => random.Next(2) == 0).Select(name => random.Next(8) == 0 ? "-" + name : name));

    private string Targets() => random.Next(10) switch
    {
        0 => $"{Nick},{Room},{Room},{Nick},{Nick}",
        < 4 => Nick,
        _ => Room,
    };

    private string Rooms() => random.Next(6) == 0 ? $"{Room},{Room}" : Room;

    private string Nicks() => random.Next(6) == 0 ? $"{Nick},{Nick}" : Nick;

    private string Last() => random.Next(3) == 0 ? "" : $" :{Words}";

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];
}
