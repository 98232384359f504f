namespace ChatServer;

/// <summary>Somebody who is connected, perhaps not registered yet.</summary>
internal sealed class User(Client client, string host, DateTimeOffset signOn)
{
    private string _nick = "*";
    private string? _prefix;

    public Client Client => client;

    /// <summary>An asterisk until there is one.</summary>
    public string Nick
    {
        get => _nick;
        set
        {
            _nick = value;
            _prefix = null;
            NickChanges++;
        }
    }

    public string UserName
    {
        get;
        set
        {
            field = value;
            _prefix = null;
        }
    }
    = "";

    public string RealName { get; set; } = "";

    public string Host => host;

    /// <summary>Who a message of this user comes from.</summary>
    public string Prefix => _prefix ??= $"{_nick}!{UserName}@{host}";

    /// <summary>Whether the user has been welcomed. Before that nobody else knows of it.</summary>
    public bool IsRegistered { get; set; }

    public bool IsInvisible { get; set; }

    public bool IsOperator { get; set; }

    /// <summary>Why the user is away; null if not.</summary>
    public string? Away { get; set; }

    public DateTimeOffset SignOn { get; } = signOn;

    public DateTimeOffset LastSpoke { get; set; } = signOn;

    /// <summary>Counts up with every change of the nick, so that what was worked out from the old one can be told.</summary>
    public int NickChanges { get; private set; }

    public List<Member> Memberships { get; } = [];

    /// <summary>The channels that the user may join although they are for the invited only.</summary>
    public HashSet<Channel> Invitations { get; } = [];

    /// <summary>The last round of visits in which this user was met: see <see cref="Peers"/>.</summary>
    public long Visited { get; set; }

    public string Modes => $"+{(IsInvisible ? "i" : "")}{(IsOperator ? "o" : "")}";

    public bool SharesChannelWith(User other)
    {
        foreach (Member member in Memberships)
        {
            if (member.Channel.Find(other) is not null)
            {
                return true;
            }
        }

        return false;
    }
}
