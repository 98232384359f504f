namespace Reactor.Tests.Samples.ChatStorms;

// Who is who: registration and what one can say of oneself.
internal sealed partial class Oracle
{
    private static readonly string[] s_capabilities =
    [
        "away-notify", "batch", "cap-notify", "echo-message", "extended-join", "invite-notify",
        "labeled-response", "message-tags", "multi-prefix", "server-time", "setname",
    ];

    private void Cap(Person person, Utterance said)
    {
        string subcommand = said[0].ToUpperInvariant();
        if (subcommand is "LS" or "REQ")
            person.IsNegotiating = !person.IsRegistered;
        switch (subcommand)
        {
            case "LS":
                person.KeepsCapNotify |= Text.IsNumber(said[1], out int version) && version >= 302;
                if (person.KeepsCapNotify)
                    person.Caps.Add("cap-notify");
                AnswerCap(person, "LS", string.Join(' ', s_capabilities));
                break;
            case "LIST":
                AnswerCap(person, "LIST", string.Join(' ', person.Caps.Order(StringComparer.Ordinal)));
                break;
            case "REQ":
                RequestCaps(person, said[1]);
                break;
            case "END":
                person.IsNegotiating = false;
                Welcome(person);
                break;
            default:
                Reply(person, 410, $"{Text.Word(said[0])} :Invalid CAP command");
                break;
        }
    }

    private void RequestCaps(Person person, string wanted)
    {
        string[] names = wanted.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool areGranted = names.All(name => s_capabilities.Contains(Wanted(name)) && !(name == "-cap-notify" && person.KeepsCapNotify));
        foreach (string name in areGranted ? names : [])
        {
            if (name[0] == '-')
                person.Caps.Remove(Wanted(name));
            else
                person.Caps.Add(name);
        }

        AnswerCap(person, areGranted ? "ACK" : "NAK", wanted);
    }

    private static string Wanted(string name) => name[0] == '-' ? name[1..] : name;

    private void AnswerCap(Person person, string subcommand, string names) => Say(person, $":{rules.Server} CAP {person.Nick} {subcommand} :{names}");

    private void Nick(Person person, Utterance said)
    {
        string nick = said[0];
        if (nick.Length == 0)
        {
            Reply(person, 431, ":No nickname given");
        }
        else if (nick.Length > rules.MaxNick || char.IsAsciiDigit(nick[0]) || nick[0] == '-'
            || nick.Any(unit => !char.IsAsciiLetterOrDigit(unit) && !"-_[]{}\\|`^".Contains(unit, StringComparison.Ordinal)))
        {
            Reply(person, 432, $"{Text.Word(nick)} :Erroneous nickname");
        }
        else if (Holder(nick) is { } holder && holder != person)
        {
            Reply(person, 433, $"{nick} :Nickname is already in use");
        }
        else if (!person.IsRegistered)
        {
            person.Nick = nick;
            Welcome(person);
        }
        else if (nick != person.Nick)
        {
            Tell(Friends(person).Append(person), $":{person.Prefix} NICK :{nick}");
            Remember(person);
            person.Nick = nick;
        }
    }

    private void User(Person person, Utterance said)
    {
        if (person.IsRegistered)
        {
            Reply(person, 462, ":You may not reregister");
            return;
        }

        string name = new([.. said[0].Where(unit => unit > 32 && "!@*?:".IndexOf(unit, StringComparison.Ordinal) < 0).Take(17)]);
        person.UserName = "~" + (name.Length > 0 ? name : "user");
        person.RealName = Text.Cut(said[3], 150);
        person.HasUser = true;
        Welcome(person);
    }

    private void Pass(Person person, Utterance said)
    {
        if (person.IsRegistered)
            Reply(person, 462, ":You may not reregister");
        else
            person.Password = said[0];
    }

    private void Welcome(Person person)
    {
        if (person.IsRegistered || person.IsNegotiating || !person.HasUser || person.Nick == "*")
            return;
        if (rules.Password is not null && rules.Password != person.Password)
        {
            Reply(person, 464, ":Password incorrect");
            Dismiss(person, "Bad password");
            return;
        }

        person.IsRegistered = true;
        MostRegistered = Math.Max(MostRegistered, Registered);
        Reply(person, 1, $":Welcome to the {rules.Network} Network, {person.Prefix}");
        ReplyOf(person, 2, 3, 4);
        ReplyOf(person, 5, 5);
        TellCensus(person);
        Reply(person, 422, ":MOTD File is missing");
    }

    private void Away(Person person, Utterance said)
    {
        person.Away = said[0].Length == 0 ? null : Text.Cut(said[0], 300);
        if (person.Away is null)
            Reply(person, 305, ":You are no longer marked as being away");
        else
            Reply(person, 306, ":You have been marked as being away");
        Tell(Friends(person).Where(friend => friend.Caps.Contains("away-notify")), $":{person.Prefix} AWAY{(person.Away is null ? "" : " :" + person.Away)}");
    }

    private void SetName(Person person, Utterance said)
    {
        person.RealName = Text.Cut(said[0], 150);
        Tell(Friends(person).Append(person).Where(each => each.Caps.Contains("setname")), $":{person.Prefix} SETNAME :{person.RealName}");
    }
}
