namespace Reactor.Tests.Samples.ChatStorms;

// Which command means what.
internal sealed partial class Oracle
{
    /// <summary>Somebody's line is about to be handled.</summary>
    public void Hear(Person person, ReadOnlySpan<byte> line, bool isWhole)
    {
        Utterance said = Utterance.Read(line, isWhole);
        if (said.IsTooLong)
        {
            BeginLabel(person, said.Label);
            Reply(person, 417, ":Input line was too long");
            FinishLabel();
            _speaker = null;
        }
        else if (said.Command.Length > 0)
        {
            BeginLabel(person, said.Label);
            Obey(person, said);
            FinishLabel();
            _speaker = null;
        }
    }

    private void Obey(Person person, Utterance said)
    {
        int needed = Needed(said.Command);
        bool isEarly = said.Command is "CAP" or "NICK" or "PASS" or "PING" or "PONG" or "QUIT" or "USER";
        if (needed < 0)
        {
            Reply(person, 421, $"{Text.Word(Text.Cut(said.Command, 32))} :Unknown command");
        }
        else if (!person.IsRegistered && !isEarly)
        {
            if (said.Command != "NOTICE")
                Reply(person, 451, ":You have not registered");
        }
        else if (said.Parameters.Count < needed || (needed > 0 && !isEarly && said[needed - 1].Length == 0))
        {
            Reply(person, 461, $"{said.Command} :Not enough parameters");
        }
        else
        {
            _commandsUsed.Add(said.Command);
            Act(person, said);
        }
    }

    private static int Needed(string command) => command switch
    {
        "NICK" or "PING" or "PONG" or "QUIT" or "AWAY" or "INVITE" or "LIST" or "NAMES" or "NOTICE" or "PRIVMSG" or "TAGMSG" => 0,
        "WHO" or "WHOIS" or "WHOWAS" or "ADMIN" or "INFO" or "LINKS" or "LUSERS" or "MOTD" or "STATS" or "TIME" or "VERSION" => 0,
        "CAP" or "PASS" or "SETNAME" or "JOIN" or "MODE" or "PART" or "TOPIC" or "ISON" or "USERHOST" => 1,
        "OPER" or "KICK" or "KILL" => 2,
        "USER" => 4,
        _ => -1,
    };

    private void Act(Person person, Utterance said)
    {
        Action<Person, Utterance> action = said.Command switch
        {
            "CAP" => Cap,
            "NICK" => Nick,
            "PASS" => Pass,
            "PING" => Ping,
            "PONG" => Pong,
            "QUIT" => (who, line) => Dismiss(who, line[0].Length == 0 ? "Quit" : $"Quit: {line[0]}"),
            "USER" => User,
            "AWAY" => Away,
            "OPER" => Oper,
            "SETNAME" => SetName,
            "INVITE" => Invite,
            "JOIN" => Join,
            "KICK" => Kick,
            "LIST" => List,
            "MODE" => Mode,
            "NAMES" => Names,
            "PART" => Part,
            "TOPIC" => Topic,
            "NOTICE" or "PRIVMSG" or "TAGMSG" => Message,
            "ISON" => IsOn,
            "USERHOST" => UserHost,
            "WHO" => Who,
            "WHOIS" => WhoIs,
            "WHOWAS" => WhoWas,
            "KILL" => Kill,
            _ => AboutServer,
        };
        action(person, said);
    }

    private void Ping(Person person, Utterance said)
    {
        if (said[0].Length == 0)
            Reply(person, 409, ":No origin specified");
        else
            Say(person, $":{rules.Server} PONG {rules.Server} :{said[0]}");
    }

    private static void Pong(Person person, Utterance said)
    {
    }

    private void Oper(Person person, Utterance said)
    {
        if (said[0] != rules.OperatorName || said[1] != rules.OperatorPassword)
        {
            Reply(person, 464, ":Password incorrect");
        }
        else
        {
            Reply(person, 381, ":You are now an IRC operator");
            if (!person.IsOperator)
                Say(person, $":{person.Prefix} MODE {person.Nick} +o");
            person.IsOperator = true;
        }
    }

    private void Kill(Person person, Utterance said)
    {
        if (!person.IsOperator)
            Reply(person, 481, ":Permission Denied- You're not an IRC operator");
        else if (Holder(said[0]) is { } victim)
            Dismiss(victim, $"Killed ({person.Nick} ({said[1]}))");
        else
            NoSuchNick(person, said[0]);
    }

    private void NoSuchNick(Person person, string nick) => Reply(person, 401, $"{Text.Word(nick)} :No such nick/channel");

    private Room? RoomOrComplaint(Person person, string name)
    {
        Room? room = FindRoom(name);
        if (room is null)
            Reply(person, 403, $"{Text.Word(name)} :No such channel");
        return room;
    }

    private Seat? OwnSeatOrComplaint(Person person, string name)
    {
        if (RoomOrComplaint(person, name) is not { } room)
            return null;
        Seat? seat = room.Find(person);
        if (seat is null)
            Reply(person, 442, $"{room.Name} :You're not on that channel");
        return seat;
    }

    private bool IsOperatorOrComplaint(Person person, Seat seat)
    {
        if (!seat.IsOperator)
            Reply(person, 482, $"{seat.Room.Name} :You're not channel operator");
        return seat.IsOperator;
    }

    private Seat? SeatOrComplaint(Person person, Room room, string nick)
    {
        if (Find(nick) is not { } other)
        {
            NoSuchNick(person, nick);
            return null;
        }

        Seat? seat = room.Find(other);
        if (seat is null)
            Reply(person, 441, $"{other.Nick} {room.Name} :They aren't on that channel");
        return seat;
    }
}
