namespace Reactor.Tests.Samples.ChatStorms;

// Coming, going, inviting, throwing out, and what a channel is about.
internal sealed partial class Oracle
{
    private void Join(Person person, Utterance said)
    {
        if (said[0] == "0")
        {
            foreach (Seat seat in person.Seats.ToList())
                Leave(seat, "Left all channels");
            return;
        }

        string[] names = Text.List(said[0]);
        string[] keys = said[1].Split(',');
        for (int index = 0; index < names.Length; index++)
            JoinOne(person, names[index], keys.ElementAtOrDefault(index) ?? "");
    }

    private void JoinOne(Person person, string name, string key)
    {
        Room? room = FindRoom(name);
        if (room?.Find(person) is not null)
            return;
        if (name[0] != '#' || name.Length is < 2 or > 50 || name.Any(unit => " ,:\a\r\n\0".Contains(unit, StringComparison.Ordinal)))
            Reply(person, 403, $"{Text.Word(name)} :No such channel");
        else if (rules.MaxChannels > 0 && person.Seats.Count >= rules.MaxChannels)
            Reply(person, 405, $"{name} :You have joined too many channels");
        else if (room is not null && Obstacle(room, person, key) is { } obstacle)
            Reply(person, obstacle.Numeric, $"{room.Name} :Cannot join channel (+{obstacle.Mode})");
        else
            Enter(person, room ?? Found(name));
    }

    private Room Found(string name)
    {
        Room room = new(name, Now);
        Rooms.Add(room);
        return room;
    }

    private static (int Numeric, char Mode)? Obstacle(Room room, Person person, string key)
    {
        if (room.Flags.Contains('i') && !room.Invited.Contains(person))
            return (473, 'i');
        if (room.Password is not null && room.Password != key)
            return (475, 'k');
        if (room.Limit > 0 && room.Seats.Count >= room.Limit)
            return (471, 'l');
        return room.Bars(person) ? (474, 'b') : null;
    }

    private void Enter(Person person, Room room)
    {
        Seat seat = new(person, room) { IsOperator = room.Seats.Count == 0 };
        room.Seats.Add(seat);
        person.Seats.Add(seat);
        room.Invited.Remove(person);
        person.Invitations.Remove(room);
        foreach (Person listener in room.Seats.Select(each => each.Person))
        {
            Say(listener, $":{person.Prefix} JOIN {room.Name}{(listener.Caps.Contains("extended-join") ? $" * :{person.RealName}" : "")}");
            if (person.Away is not null && listener != person && listener.Caps.Contains("away-notify"))
                Say(listener, $":{person.Prefix} AWAY :{person.Away}");
        }

        if (room.Topic.Length > 0)
            TellTopic(person, room);
        TellNames(person, room);
    }

    private void Part(Person person, Utterance said)
    {
        foreach (string name in Text.List(said[0]))
        {
            if (OwnSeatOrComplaint(person, name) is { } seat)
                Leave(seat, said[1]);
        }
    }

    private void Leave(Seat seat, string reason)
    {
        Tell(seat.Room, $":{seat.Person.Prefix} PART {seat.Room.Name}{(reason.Length > 0 ? $" :{reason}" : "")}");
        Vacate(seat);
    }

    private void Kick(Person person, Utterance said)
    {
        string[] names = Text.List(said[0]);
        string[] nicks = Text.List(said[1]);
        if (names.Length == 0 || nicks.Length == 0 || (names.Length > 1 && names.Length != nicks.Length))
        {
            Reply(person, 461, "KICK :Not enough parameters");
            return;
        }

        string reason = said[2].Length == 0 ? person.Nick : Text.Cut(said[2], 300);
        for (int index = 0; index < nicks.Length; index++)
        {
            if (rules.MaxTargets > 0 && index == rules.MaxTargets)
            {
                Reply(person, 407, $"{Text.Word(nicks[index])} :Too many targets");
                return;
            }

            if (OwnSeatOrComplaint(person, names.Length == 1 ? names[0] : names[index]) is { } own && IsOperatorOrComplaint(person, own)
                && SeatOrComplaint(person, own.Room, nicks[index]) is { } seat)
            {
                Tell(seat.Room, $":{person.Prefix} KICK {seat.Room.Name} {seat.Person.Nick} :{reason}");
                Vacate(seat);
            }
        }
    }

    private void Invite(Person person, Utterance said)
    {
        if (said.Parameters.Count == 0)
        {
            if (person.Invitations.Count > 0)
                Expect(person, Expectation.Lines(person.Invitations.Select(room => Head(person, 336) + room.Name), Truncation(person, "INVITE")));
            Reply(person, 337, ":End of /INVITE list");
        }
        else if (said[1].Length == 0)
        {
            Reply(person, 461, "INVITE :Not enough parameters");
        }
        else if (Find(said[0]) is not { } guest)
        {
            NoSuchNick(person, said[0]);
        }
        else if (OwnSeatOrComplaint(person, said[1]) is { } own)
        {
            if (own.Room.Find(guest) is not null)
                Reply(person, 443, $"{guest.Nick} {own.Room.Name} :is already on channel");
            else if (!own.Room.Flags.Contains('i') || IsOperatorOrComplaint(person, own))
                InviteOne(person, own.Room, guest);
        }
    }

    private void InviteOne(Person person, Room room, Person guest)
    {
        room.Invited.Add(guest);
        guest.Invitations.Add(room);
        Reply(person, 341, $"{guest.Nick} {room.Name}");
        if (guest.Away is not null)
            Reply(person, 301, $"{guest.Nick} :{guest.Away}");
        IEnumerable<Person> watchers = room.Seats.Select(seat => seat.Person).Where(each => each != person && each.Caps.Contains("invite-notify"));
        Tell(watchers.Append(guest), $":{person.Prefix} INVITE {guest.Nick} {room.Name}");
    }

    private void Topic(Person person, Utterance said)
    {
        if (said.Parameters.Count > 1)
        {
            if (OwnSeatOrComplaint(person, said[0]) is { } own && (!own.Room.Flags.Contains('t') || IsOperatorOrComplaint(person, own)))
                SetTopic(person, own.Room, said[1]);
        }
        else if (RoomOrComplaint(person, said[0]) is { } room)
        {
            if (!room.IsVisibleTo(person))
                Reply(person, 442, $"{room.Name} :You're not on that channel");
            else if (room.Topic.Length == 0)
                Reply(person, 331, $"{room.Name} :No topic is set");
            else
                TellTopic(person, room);
        }
    }

    private void SetTopic(Person person, Room room, string topic)
    {
        room.Topic = rules.MaxTopic > 0 ? Text.Cut(topic, rules.MaxTopic) : topic;
        room.TopicBy = person.Prefix;
        room.TopicAt = Now;
        Tell(room, $":{person.Prefix} TOPIC {room.Name} :{room.Topic}");
    }

    private void TellTopic(Person person, Room room)
    {
        Reply(person, 332, $"{room.Name} :{room.Topic}");
        Reply(person, 333, $"{room.Name} {room.TopicBy} {room.TopicAt.ToUnixTimeSeconds()}");
    }
}
