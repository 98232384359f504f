namespace Reactor.Tests.Samples.ChatStorms;

/// <summary>
/// Foretells what everybody hears: a plain model of users and channels that is told what the server is given, in the order in which the server
/// takes it. How the server keeps, caches or shares anything is unknown to it.
/// </summary>
internal sealed partial class Oracle(OracleRules rules, Func<DateTimeOffset> clock)
{
    private readonly Dictionary<string, int> _addresses = [];
    private readonly HashSet<string> _commandsUsed = [];
    private readonly List<(string Nick, string UserName, string Host, string RealName, DateTimeOffset Until)> _past = [];

    // The one whose command is under way, and what it says to that one if the answer is to be labelled.
    private Person? _speaker;
    private string? _label;
    private List<Expectation>? _answer;

    public List<Person> People { get; } = [];

    public List<Room> Rooms { get; } = [];

    /// <summary>Whom the server must let go before it does anything else, and has not yet.</summary>
    public List<Person> Owed { get; } = [];

    public IReadOnlyDictionary<string, int> Addresses => _addresses;

    public int Unknown => People.Count(person => !person.IsRegistered);

    public int Registered => People.Count(person => person.IsRegistered);

    public int MostRegistered { get; private set; }

    /// <summary>Whether nobody is told of those who leave.</summary>
    public bool IsStopping { get; set; }

    private DateTimeOffset Now => clock();

    public static string Key(string name) => Text.Fold(name);

    public Person Connect(string host, Func<bool> isOpen)
    {
        Person person = new(host, Now, isOpen);
        People.Add(person);
        _addresses[host] = _addresses.GetValueOrDefault(host) + 1;
        if (rules.MaxPerAddress > 0 && _addresses[host] > rules.MaxPerAddress)
            Dismiss(person, "Too many connections from your address");
        return person;
    }

    /// <summary>The connection is over. Its user must have left.</summary>
    public void Disconnect(Person person)
    {
        Assert.That(person.HasLeft, Is.True, $"{person.Prefix} has not left, but its connection is over.");
        if (--_addresses[person.Host] == 0)
            _addresses.Remove(person.Host);
    }

    /// <summary>The server says that somebody leaves: either that was to be expected by now, or something came from outside.</summary>
    public void Leave(Person person, string reason)
    {
        if (person.HasLeft)
        {
            Assert.That(reason, Is.EqualTo(person.ForeseenEnd), $"the reason why {person.Prefix} leaves");
            Owed.Remove(person);
            return;
        }

        Depart(person, reason);
    }

    private Person? Find(string nick) => Holder(nick) is { IsRegistered: true } person ? person : null;

    private Person? Holder(string nick)
    {
        string key = Key(nick);
        return People.Find(person => person.Nick != "*" && person.Key == key);
    }

    private Room? FindRoom(string name)
    {
        string key = Key(name);
        return Rooms.Find(room => room.Key == key);
    }

    /// <summary>All who share a channel with somebody, without that one.</summary>
    private static IEnumerable<Person> Friends(Person person) =>
        person.Seats.SelectMany(seat => seat.Room.Seats).Select(seat => seat.Person).Distinct().Where(friend => friend != person);

    /// <summary>The server ends a connection.</summary>
    private void Dismiss(Person person, string reason)
    {
        if (!person.IsOpen)
            return;
        person.ForeseenEnd = reason;
        Owed.Add(person);
        Depart(person, reason);
    }

    private void Depart(Person person, string reason)
    {
        if (person.IsRegistered && !IsStopping)
            Tell(Friends(person), $":{person.Prefix} QUIT :{reason}");
        if (person.IsRegistered)
            Remember(person);
        person.HasLeft = true;
        People.Remove(person);
        while (person.Seats.Count > 0)
            Vacate(person.Seats[0]);
        foreach (Room room in person.Invitations)
            room.Invited.Remove(person);
        person.Invitations.Clear();
        if (person == _speaker)
            FinishLabel();
        Say(person, $"ERROR :Closing Link: {person.Host} ({reason})");
    }

    private void Vacate(Seat seat)
    {
        seat.Person.Seats.Remove(seat);
        seat.Room.Seats.Remove(seat);
        if (seat.Room.Seats.Count > 0)
            return;
        Rooms.Remove(seat.Room);
        foreach (Person guest in seat.Room.Invited)
            guest.Invitations.Remove(seat.Room);
    }

    private void Remember(Person person)
    {
        _past.Insert(0, (person.Nick, person.UserName, person.Host, person.RealName, Now));
        if (_past.Count > 1000)
            _past.RemoveAt(1000);
    }

    private void Tell(IEnumerable<Person> people, string body)
    {
        foreach (Person person in people.ToList())
            Say(person, body);
    }

    private void Tell(Room room, string body) => Tell(room.Seats.Select(seat => seat.Person), body);

    private void Reply(Person person, int numeric, string rest) => Say(person, Head(person, numeric) + rest);

    private string Head(Person person, int numeric) => $":{rules.Server} {numeric:D3} {person.Nick} ";

    private void Say(Person person, string body, string tags = "") => Expect(person, Expectation.Line(Text.Cut(body, Text.MaxMessage)), tags);

    /// <param name="person">Who hears it.</param>
    /// <param name="expectation">What.</param>
    /// <param name="tags">Those of another client that are passed on.</param>
    /// <param name="isAnswer">Whether it belongs to the answer if it is the speaker who hears it.</param>
    private void Expect(Person person, Expectation expectation, string tags = "", bool isAnswer = true)
    {
        string time = person.Caps.Contains("server-time") ? $"time={Text.Timestamp(Now)}" : "";
        string passedOn = person.Caps.Contains("message-tags") ? tags : "";
        expectation.Tags = string.Join(';', new[] { time, passedOn }.Where(tag => tag.Length > 0));
        if (isAnswer && person == _speaker && _answer is not null)
            _answer.Add(expectation);
        else
            person.Future.Enqueue(expectation);
    }

    private void BeginLabel(Person person, string? label)
    {
        bool isLabelled = label is not null && person.Caps.Contains("labeled-response") && person.Caps.Contains("batch");
        (_speaker, _label, _answer) = (person, label, isLabelled ? [] : null);
    }

    private void FinishLabel()
    {
        if (_answer is { } answer && _speaker is { } person)
        {
            string label = $"label={_label}";
            if (answer.Count > 1)
                person.Future.Enqueue(Expectation.Line($":{rules.Server} BATCH +1 labeled-response").With(label));
            if (answer.Count == 0)
                person.Future.Enqueue(Expectation.Line($":{rules.Server} ACK").With(label));
            foreach (Expectation expectation in answer)
            {
                string tag = answer.Count > 1 ? "batch=1" : label;
                person.Future.Enqueue(expectation.With(expectation.Tags.Length > 0 ? $"{tag};{expectation.Tags}" : tag));
            }

            if (answer.Count > 1)
                person.Future.Enqueue(Expectation.Line($":{rules.Server} BATCH -1"));
        }

        _answer = null;
    }
}
