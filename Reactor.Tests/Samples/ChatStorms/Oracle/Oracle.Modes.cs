using System.Text;

namespace Reactor.Tests.Samples.ChatStorms;

// MODE.
internal sealed partial class Oracle
{
    private void Mode(Person person, Utterance said)
    {
        if (said[0].StartsWith('#'))
            RoomMode(person, said);
        else if (Find(said[0]) is not { } user)
            NoSuchNick(person, said[0]);
        else if (user != person)
            Reply(person, 502, ":Cant change mode for other users");
        else if (said[1].Length == 0)
            Reply(person, 221, $"+{(person.IsInvisible ? "i" : "")}{(person.IsOperator ? "o" : "")}");
        else
            ChangeOwnMode(person, said[1]);
    }

    private void ChangeOwnMode(Person person, string letters)
    {
        Changes changes = new();
        bool adding = true;
        foreach (char letter in letters)
        {
            if (letter is '+' or '-')
            {
                adding = letter == '+';
            }
            else if (letter == 'i' && person.IsInvisible != adding)
            {
                person.IsInvisible = adding;
                changes.Add(adding, 'i');
            }
            else if (letter == 'o' && person.IsOperator && !adding)
            {
                person.IsOperator = false;
                changes.Add(adding, 'o');
            }
        }

        if (changes.Take() is { } changed)
            Say(person, $":{person.Prefix} MODE {person.Nick} {changed}");
        if (letters.Any(letter => letter is not ('+' or '-' or 'i' or 'o')))
            Reply(person, 501, ":Unknown MODE flag");
    }

    private void RoomMode(Person person, Utterance said)
    {
        if (RoomOrComplaint(person, said[0]) is not { } room)
            return;
        bool isMember = room.Find(person) is not null;
        if (said[1].Length == 0)
        {
            if (!room.IsVisibleTo(person))
            {
                Reply(person, 442, $"{room.Name} :You're not on that channel");
                return;
            }

            Reply(person, 324, $"{room.Name} {room.Modes(isMember)}");
            Reply(person, 329, $"{room.Name} {room.Created.ToUnixTimeSeconds()}");
        }
        else if (said.Parameters.Count == 2 && said[1].TrimStart('+') is "b" or "e")
        {
            TellMasks(person, room, said[1][^1]);
        }
        else if (OwnSeatOrComplaint(person, said[0]) is { } own && IsOperatorOrComplaint(person, own))
        {
            ChangeRoom(person, room, said);
        }
    }

    private void TellMasks(Person person, Room room, char letter)
    {
        List<string> lines = [.. (room.IsVisibleTo(person) ? MasksOf(room, letter) : [])
            .Select(listed => Head(person, letter == 'b' ? 367 : 348) + $"{room.Name} {listed.Mask} {listed.By} {listed.At.ToUnixTimeSeconds()}")];
        if (lines.Count > 0)
            Expect(person, Expectation.Lines(lines, Truncation(person, "MODE")));
        Reply(person, letter == 'b' ? 368 : 349, $"{room.Name} :End of channel {(letter == 'b' ? "ban" : "exception")} list");
    }

    private static List<ListedMask> MasksOf(Room room, char letter) => letter == 'b' ? room.Bans : room.Exceptions;

    private void ChangeRoom(Person person, Room room, Utterance said)
    {
        Changes changes = new();
        bool adding = true;
        int parameters = 0;
        HashSet<char> unknown = [];
        foreach (char letter in said[1])
        {
            if (letter is '+' or '-')
                adding = letter == '+';
            else if ("imnst".Contains(letter, StringComparison.Ordinal))
                ChangeFlag(room, adding, letter, changes);
            else if (letter == 'l' && !adding)
                ChangeLimit(person, room, adding: false, "", changes);
            else if (!"beklov".Contains(letter, StringComparison.Ordinal) && !unknown.Add(letter))
                continue;
            else if (!"beklov".Contains(letter, StringComparison.Ordinal))
                Reply(person, 472, $"{Text.Word($"{letter}")} :is unknown mode char to me for {room.Name}");
            else if (++parameters <= 4)
                ChangeWithParameter(person, room, adding, letter, said[1 + parameters], changes);

            if (changes.Length > 170)
                Announce();
        }

        Announce();

        void Announce()
        {
            if (changes.Take() is { } changed)
                Tell(room, $":{person.Prefix} MODE {room.Name} {changed}");
        }
    }

    private static void ChangeFlag(Room room, bool adding, char letter, Changes changes)
    {
        if (adding ? room.Flags.Add(letter) : room.Flags.Remove(letter))
            changes.Add(adding, letter);
    }

    private void ChangeWithParameter(Person person, Room room, bool adding, char letter, string parameter, Changes changes)
    {
        if (letter is 'b' or 'e' && parameter.Length == 0)
            TellMasks(person, room, letter);
        else if (letter is 'b' or 'e')
            ChangeMask(person, room, adding, letter, Text.Cut(Text.Complete(Text.Word(parameter)), 100), changes);
        else if (parameter.Length == 0 && (adding || letter is 'o' or 'v'))
            Reply(person, 461, "MODE :Not enough parameters");
        else if (letter == 'k')
            ChangeKey(person, room, adding, parameter, changes);
        else if (letter == 'l')
            ChangeLimit(person, room, adding, parameter, changes);
        else if (SeatOrComplaint(person, room, parameter) is { } seat)
            ChangeSeat(seat, adding, letter, changes);
    }

    private void ChangeMask(Person person, Room room, bool adding, char letter, string mask, Changes changes)
    {
        List<ListedMask> masks = MasksOf(room, letter);
        ListedMask? known = masks.Find(listed => Key(listed.Mask) == Key(mask));
        if (adding && known is null && masks.Count >= 100)
        {
            Reply(person, 478, $"{room.Name} {letter} :Channel list is full");
        }
        else if (adding && known is null)
        {
            masks.Add(new ListedMask(mask, person.Nick, Now));
            changes.Add(adding, letter, mask);
        }
        else if (!adding && known is not null)
        {
            masks.Remove(known);
            changes.Add(adding, letter, known.Mask);
        }
    }

    private void ChangeKey(Person person, Room room, bool adding, string key, Changes changes)
    {
        if (!adding)
        {
            if (room.Password is { } old)
                changes.Add(adding, 'k', old);
            room.Password = null;
        }
        else if (key.Length > 23 || key.StartsWith(':') || key.Contains(' ', StringComparison.Ordinal) || key.Contains(',', StringComparison.Ordinal))
        {
            Reply(person, 525, $"{room.Name} :Key is not well-formed");
        }
        else if (room.Password != key)
        {
            room.Password = key;
            changes.Add(adding, 'k', key);
        }
    }

    private void ChangeLimit(Person person, Room room, bool adding, string text, Changes changes)
    {
        if (!adding)
        {
            if (room.Limit > 0)
                changes.Add(adding, 'l');
            room.Limit = 0;
        }
        else if (!Text.IsNumber(text, out int limit) || limit == 0)
        {
            Reply(person, 696, $"{room.Name} l {Text.Word(text)} :Invalid mode parameter");
        }
        else if (limit != room.Limit)
        {
            room.Limit = limit;
            changes.Add(adding, 'l', $"{limit}");
        }
    }

    private static void ChangeSeat(Seat seat, bool adding, char letter, Changes changes)
    {
        bool isSet = letter == 'o' ? seat.IsOperator : seat.IsVoiced;
        if (isSet == adding)
            return;
        if (letter == 'o')
            seat.IsOperator = adding;
        else
            seat.IsVoiced = adding;
        changes.Add(adding, letter, seat.Person.Nick);
    }

    /// <summary>What has changed, as everybody is told it.</summary>
    private sealed class Changes
    {
        private readonly StringBuilder _letters = new();
        private readonly StringBuilder _parameters = new();
        private char _sign;

        public int Length => _letters.Length + _parameters.Length;

        public void Add(bool adding, char letter, string parameter = "")
        {
            char sign = adding ? '+' : '-';
            if (sign != _sign)
                _letters.Append(sign);
            _sign = sign;
            _letters.Append(letter);
            _parameters.Append(parameter.Length > 0 ? " " + parameter : "");
        }

        public string? Take()
        {
            string? text = Length > 0 ? $"{_letters}{_parameters}" : null;
            _letters.Clear();
            _parameters.Clear();
            _sign = '\0';
            return text;
        }
    }
}
