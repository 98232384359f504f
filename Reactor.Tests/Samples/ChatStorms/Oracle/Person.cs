namespace Reactor.Tests.Samples.ChatStorms;

/// <summary>The oracle's idea of somebody who is connected.</summary>
internal sealed class Person(string host, DateTimeOffset signOn, Func<bool> isOpen)
{
    public string Nick
    {
        get;
        set
        {
            field = value;
            Key = Oracle.Key(value);
        }
    }
    = "*";

    /// <summary>The nick as it is compared.</summary>
    public string Key { get; private set; } = "*";

    public string UserName { get; set; } = "";

    public string RealName { get; set; } = "";

    public string Password { get; set; } = "";

    public string Host => host;

    public string Prefix => $"{Nick}!{UserName}@{host}";

    public string? Away { get; set; }

    public bool IsInvisible { get; set; }

    public bool IsOperator { get; set; }

    public bool IsRegistered { get; set; }

    public bool HasUser { get; set; }

    public bool IsNegotiating { get; set; }

    public bool KeepsCapNotify { get; set; }

    public HashSet<string> Caps { get; } = [];

    public DateTimeOffset SignOn { get; } = signOn;

    public DateTimeOffset LastSpoke { get; set; } = signOn;

    /// <summary>Where the person is, in the order of coming.</summary>
    public List<Seat> Seats { get; } = [];

    public HashSet<Room> Invitations { get; } = [];

    /// <summary>Whether the connection can still be spoken to: what has ended already is known to the network only.</summary>
    public bool IsOpen => isOpen();

    public bool HasLeft { get; set; }

    /// <summary>Why the server must let the person go; null if it need not.</summary>
    public string? ForeseenEnd { get; set; }

    /// <summary>What the person has yet to hear.</summary>
    public Queue<Expectation> Future { get; } = [];

    public bool Shares(Person other) => Seats.Exists(seat => seat.Room.Find(other) is not null);
}

/// <summary>A person in a channel.</summary>
internal sealed class Seat(Person person, Room room)
{
    public Person Person => person;

    public Room Room => room;

    public bool IsOperator { get; set; }

    public bool IsVoiced { get; set; }

    public string Marks(bool all)
    {
        string marks = (IsOperator ? "@" : "") + (IsVoiced ? "+" : "");
        return all || marks.Length == 0 ? marks : marks[..1];
    }
}

/// <summary>The oracle's idea of a channel.</summary>
internal sealed class Room(string name, DateTimeOffset created)
{
    public string Name => name;

    /// <summary>The name as it is compared.</summary>
    public string Key { get; } = Oracle.Key(name);

    public DateTimeOffset Created => created;

    public string Topic { get; set; } = "";

    public string TopicBy { get; set; } = "";

    public DateTimeOffset TopicAt { get; set; }

    public SortedSet<char> Flags { get; } = ['n', 't'];

    public string? Password { get; set; }

    public int Limit { get; set; }

    public List<ListedMask> Bans { get; } = [];

    public List<ListedMask> Exceptions { get; } = [];

    public HashSet<Person> Invited { get; } = [];

    public List<Seat> Seats { get; } = [];

    public Seat? Find(Person person) => Seats.Find(seat => seat.Person == person);

    public bool Bars(Person person) =>
        Bans.Exists(ban => Text.Matches(ban.Mask, person.Prefix)) && !Exceptions.Exists(exception => Text.Matches(exception.Mask, person.Prefix));

    public bool IsVisibleTo(Person person) => !Flags.Contains('s') || Find(person) is not null;

    public string Modes(bool withKey)
    {
        string modes = $"+{string.Concat(Flags)}{(Password is null || !withKey ? "" : "k")}{(Limit > 0 ? "l" : "")}";
        if (Password is not null && withKey)
            modes += " " + Password;
        return Limit > 0 ? $"{modes} {Limit}" : modes;
    }
}

/// <summary>A ban or an exception from one.</summary>
internal sealed record ListedMask(string Mask, string By, DateTimeOffset At);
