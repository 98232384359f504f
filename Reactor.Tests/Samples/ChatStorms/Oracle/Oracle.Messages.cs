namespace Reactor.Tests.Samples.ChatStorms;

// PRIVMSG, NOTICE and TAGMSG: who hears what is said.
internal sealed partial class Oracle
{
    private void Message(Person person, Utterance said)
    {
        bool isNotice = said.Command == "NOTICE";
        bool isText = said.Command != "TAGMSG";
        if (!isText && !person.Caps.Contains("message-tags"))
        {
            Reply(person, 421, "TAGMSG :Unknown command");
            return;
        }

        if (said[0].Length == 0 || (!isNotice && Text.List(said[0]).Length == 0))
        {
            Complain(person, said, 411, $":No recipient given ({said.Command})");
            return;
        }

        if (isText && said[1].Length == 0)
        {
            Complain(person, said, 412, ":No text to send");
            return;
        }

        if (!isText && said.Tags.Length == 0)
            return;

        if (isText && !isNotice)
            person.LastSpoke = Now;
        string[] targets = [.. Text.List(said[0]).DistinctBy(Key)];
        for (int index = 0; index < targets.Length; index++)
        {
            if (rules.MaxTargets > 0 && index == rules.MaxTargets)
            {
                Complain(person, said, 407, $"{Text.Word(targets[index])} :Too many targets");
                return;
            }

            if (targets[index][0] == '#')
                ToRoom(person, said, targets[index]);
            else
                ToPerson(person, said, targets[index], answersAway: isText && !isNotice);
        }
    }

    private void ToRoom(Person person, Utterance said, string name)
    {
        if (FindRoom(name) is not { } room)
            Complain(person, said, 403, $"{Text.Word(name)} :No such channel");
        else if (!MaySpeak(person, room))
            Complain(person, said, 404, $"{room.Name} :Cannot send to channel");
        else
            Deliver(person, said, room.Name, room.Seats.Select(seat => seat.Person).Where(other => other != person));
    }

    private void ToPerson(Person person, Utterance said, string nick, bool answersAway)
    {
        if (Find(nick) is not { } other)
        {
            Complain(person, said, 401, $"{Text.Word(nick)} :No such nick/channel");
            return;
        }

        Deliver(person, said, other.Nick, [other]);
        if (answersAway && other.Away is not null)
            Reply(person, 301, $"{other.Nick} :{other.Away}");
    }

    private void Deliver(Person person, Utterance said, string target, IEnumerable<Person> listeners)
    {
        bool isText = said.Command != "TAGMSG";
        string body = $":{person.Prefix} {said.Command} {target}{(isText ? $" :{said[1]}" : "")}";
        string tags = person.Caps.Contains("message-tags") ? said.Tags : "";
        foreach (Person listener in listeners.Where(each => isText || each.Caps.Contains("message-tags")))
            Expect(listener, Expectation.Line(Text.Cut(body, Text.MaxMessage)), tags, isAnswer: false);
        if (person.Caps.Contains("echo-message"))
            Say(person, body, tags);
    }

    private static bool MaySpeak(Person person, Room room)
    {
        if (room.Find(person) is { } seat)
            return seat.IsOperator || seat.IsVoiced || (!room.Flags.Contains('m') && !room.Bars(person));
        return !room.Flags.Contains('n') && !room.Flags.Contains('m') && !room.Bars(person);
    }

    private void Complain(Person person, Utterance said, int numeric, string rest)
    {
        if (said.Command != "NOTICE")
            Reply(person, numeric, rest);
    }
}
