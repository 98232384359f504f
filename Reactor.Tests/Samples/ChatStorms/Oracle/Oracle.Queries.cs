namespace Reactor.Tests.Samples.ChatStorms;

// Questions about people and channels. Those that name many may name them in any order.
internal sealed partial class Oracle
{
    private void Names(Person person, Utterance said)
    {
        if (said.Parameters.Count == 0)
        {
            EndOfNames(person, "*");
            return;
        }

        foreach (string name in Text.List(said[0]))
        {
            if (FindRoom(name) is { } room && room.IsVisibleTo(person))
                TellNames(person, room);
            else
                EndOfNames(person, Text.Word(name));
        }
    }

    private void TellNames(Person person, Room room)
    {
        bool isMember = room.Find(person) is not null;
        List<string> names = [.. room.Seats
            .Where(seat => isMember || !seat.Person.IsInvisible)
            .Select(seat => seat.Marks(person.Caps.Contains("multi-prefix")) + seat.Person.Nick)];
        if (names.Count > 0)
            Expect(person, Expectation.Names($"{Head(person, 353)}{(room.Flags.Contains('s') ? '@' : '=')} {room.Name} :", names, Truncation(person, "NAMES")));
        else if (Truncation(person, "NAMES") is { } truncation)
            Expect(person, Expectation.Perhaps(truncation));
        EndOfNames(person, room.Name);
    }

    private void EndOfNames(Person person, string name) => Reply(person, 366, $"{name} :End of /NAMES list");

    private string? Truncation(Person person, string command) => rules.MayTruncate ? $"{Head(person, 416)}{command} :Output too large, truncated" : null;

    private void List(Person person, Utterance said)
    {
        string[] conditions = Text.List(said[0]);
        if (rules.MaxTargets > 0 && conditions.Length > rules.MaxTargets)
        {
            Reply(person, 407, $"{Text.Word(conditions[rules.MaxTargets])} :Too many targets");
            return;
        }

        Reply(person, 321, "Channel :Users  Name");
        List<string> names = [.. conditions.Where(condition => !IsCount(condition))];
        List<string> lines = [.. Rooms
            .Where(room => room.IsVisibleTo(person))
            .Where(room => (names.Count == 0 || names.Exists(name => Text.Matches(name, room.Name))) && conditions.Where(IsCount).All(condition => Fits(room, condition)))
            .Select(room => Text.Cut($"{Head(person, 322)}{room.Name} {room.Seats.Count} :{room.Topic}", Text.MaxMessage))];
        if (lines.Count > 0)
            Expect(person, Expectation.Lines(lines, Truncation(person, "LIST")));
        Reply(person, 323, ":End of /LIST");
    }

    private static bool IsCount(string text) => text[0] is '<' or '>';

    private static bool Fits(Room room, string condition) => condition[0] switch
    {
        '>' => Text.IsNumber(condition[1..], out int least) && room.Seats.Count > least,
        _ => Text.IsNumber(condition[1..], out int most) && room.Seats.Count < most,
    };

    private void Who(Person person, Utterance said)
    {
        string mask = said[0] is "" or "0" ? "*" : said[0];
        IEnumerable<(Person Person, Seat? Seat)> found = mask[0] == '#' ? InRoom(person, mask) : ByMask(person, mask);
        List<string> lines = [.. found.Where(each => said[1] != "o" || each.Person.IsOperator).Select(each => WhoLine(person, each.Person, each.Seat))];
        if (lines.Count > 0)
            Expect(person, Expectation.Lines(lines, Truncation(person, "WHO")));
        Reply(person, 315, $"{Text.Word(mask)} :End of WHO list");
    }

    private IEnumerable<(Person Person, Seat? Seat)> InRoom(Person person, string name)
    {
        if (FindRoom(name) is not { } room || !room.IsVisibleTo(person))
            return [];
        bool isMember = room.Find(person) is not null;
        return room.Seats.Where(seat => isMember || !seat.Person.IsInvisible).Select(seat => (seat.Person, (Seat?)seat));
    }

    private IEnumerable<(Person Person, Seat? Seat)> ByMask(Person person, string mask)
    {
        if (Find(mask) is { } one)
            return [(one, Shown(person, one))];
        if (!Text.HasWildcard(mask))
            return [];
        return People
            .Where(other => other.IsRegistered && (!other.IsInvisible || other == person || other.Shares(person)))
            .Where(other => Text.Matches(mask, other.Nick) || Text.Matches(mask, other.Host) || Text.Matches(mask, other.UserName))
            .Select(other => (other, Shown(person, other)));
    }

    /// <summary>The seat in the first channel that somebody may know of.</summary>
    private static Seat? Shown(Person viewer, Person person) => person.Seats.Find(seat => seat.Room.IsVisibleTo(viewer));

    private string WhoLine(Person viewer, Person person, Seat? seat)
    {
        string flags = $"{(person.Away is null ? "H" : "G")}{(person.IsOperator ? "*" : "")}{seat?.Marks(viewer.Caps.Contains("multi-prefix"))}";
        string line = $"{seat?.Room.Name ?? "*"} {person.UserName} {person.Host} {rules.Server} {person.Nick} {flags} :0 {person.RealName}";
        return Text.Cut(Head(viewer, 352) + line, Text.MaxMessage);
    }

    private void WhoIs(Person person, Utterance said)
    {
        if (said.Parameters.Count > 1 && !IsMeantOrComplaint(person, said[0]))
            return;
        string nick = Text.List(said[said.Parameters.Count > 1 ? 1 : 0]).FirstOrDefault("");
        if (nick.Length == 0)
        {
            Reply(person, 431, ":No nickname given");
            return;
        }

        if (Find(nick) is { } other)
            Describe(person, other);
        else
            NoSuchNick(person, nick);
        Reply(person, 318, $"{Text.Word(nick)} :End of /WHOIS list");
    }

    private void Describe(Person person, Person other)
    {
        Reply(person, 311, $"{other.Nick} {other.UserName} {other.Host} * :{other.RealName}");
        List<string> names = [.. other.Seats
            .Where(seat => seat.Room.IsVisibleTo(person))
            .Select(seat => seat.Marks(person.Caps.Contains("multi-prefix")) + seat.Room.Name)];
        if (names.Count > 0)
            Expect(person, Expectation.Names($"{Head(person, 319)}{other.Nick} :", names, truncation: null));
        Reply(person, 312, $"{other.Nick} {rules.Server} :{rules.Network}");
        if (other.IsOperator)
            Reply(person, 313, $"{other.Nick} :is an IRC operator");
        if (other.Away is not null)
            Reply(person, 301, $"{other.Nick} :{other.Away}");
        long idle = (Now - other.LastSpoke).Ticks / TimeSpan.TicksPerSecond;
        Reply(person, 317, $"{other.Nick} {idle} {other.SignOn.ToUnixTimeSeconds()} :seconds idle, signon time");
    }

    private void WhoWas(Person person, Utterance said)
    {
        string nick = Text.List(said[0]).FirstOrDefault("");
        if (nick.Length == 0)
        {
            Reply(person, 431, ":No nickname given");
            return;
        }

        int most = Text.IsNumber(said[1], out int number) && number > 0 ? number : int.MaxValue;
        var known = _past.Where(each => Key(each.Nick) == Key(nick)).Take(most).ToList();
        List<string> lines = [.. known.SelectMany(each => new[]
        {
            Head(person, 314) + $"{each.Nick} {each.UserName} {each.Host} * :{each.RealName}",
            Head(person, 312) + $"{each.Nick} {rules.Server} :{Text.Timestamp(each.Until)}",
        }).Select(line => Text.Cut(line, Text.MaxMessage))];
        if (lines.Count > 0)
            Expect(person, Expectation.Lines(lines, Truncation(person, "WHOWAS")));
        else
            Reply(person, 406, $"{Text.Word(nick)} :There was no such nickname");
        Reply(person, 369, $"{Text.Word(nick)} :End of WHOWAS");
    }

    private void IsOn(Person person, Utterance said) => ReplyWords(person, 303, Asked(said).Select(Find).OfType<Person>().Select(each => each.Nick));

    private void UserHost(Person person, Utterance said) => ReplyWords(person, 302, Asked(said).Take(5).Select(Find).OfType<Person>().Select(
        each => $"{each.Nick}{(each.IsOperator ? "*" : "")}={(each.Away is null ? "+" : "-")}{each.UserName}@{each.Host}"));

    /// <summary>As many whole words as fit.</summary>
    private void ReplyWords(Person person, int numeric, IEnumerable<string> words)
    {
        List<string> all = [.. words];
        while (Head(person, numeric).Length + 1 + string.Join(' ', all).Length > Text.MaxMessage)
            all.RemoveAt(all.Count - 1);
        Reply(person, numeric, ":" + string.Join(' ', all));
    }

    private static IEnumerable<string> Asked(Utterance said) => said.Parameters.SelectMany(words => words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
