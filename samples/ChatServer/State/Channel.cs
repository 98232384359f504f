using System.Buffers;

namespace ChatServer;

/// <summary>A place where everybody hears everybody. It exists as long as somebody is in it.</summary>
internal sealed class Channel
{
    public const int MaxNameLength = 50;

    private static readonly SearchValues<char> s_notInNames = SearchValues.Create(" ,:\a\r\n\0");

    private readonly Dictionary<User, Member> _members = [];

    public Channel(string name, DateTimeOffset created, ChatOptions options)
    {
        Name = name;
        Created = created;
        Names = new NameList(this, NameList.RoomFor(name, options));
    }

    public string Name { get; }

    public DateTimeOffset Created { get; }

    public string Topic { get; private set; } = "";

    public string TopicBy { get; private set; } = "";

    public DateTimeOffset TopicAt { get; private set; }

    public ChannelFlags Flags { get; set; } = ChannelFlags.NoOutsiders | ChannelFlags.TopicByOperators;

    /// <summary>The word that one has to know to join; null if none.</summary>
    public string? Key { get; set; }

    /// <summary>How many may be in; 0 for any number.</summary>
    public int Limit { get; set; }

    public MaskList Bans { get; } = new();

    public MaskList Exceptions { get; } = new();

    /// <summary>Counts up with every change of <see cref="Bans"/> and <see cref="Exceptions"/>.</summary>
    public int MaskChanges { get; set; }

    public HashSet<User> Invited { get; } = [];

    public NameList Names { get; }

    public int Count => _members.Count;

    public Dictionary<User, Member>.ValueCollection Members => _members.Values;

    /// <summary>A name begins with <c>#</c> and holds no space, comma, colon or bell (RFC 2812 1.3).</summary>
    public static bool IsName(string name) =>
        name.Length is > 1 and <= MaxNameLength && name[0] == '#' && !name.AsSpan().ContainsAny(s_notInNames);

    public bool Has(ChannelFlags flag) => (Flags & flag) != 0;

    public Member? Find(User user) => _members.GetValueOrDefault(user);

    /// <summary>Lets a user in. The first one is its operator.</summary>
    public Member Add(User user)
    {
        Member member = new(user, this) { IsOperator = _members.Count == 0 };
        _members.Add(user, member);
        user.Memberships.Add(member);
        Disinvite(user);
        Names.Add(member);
        return member;
    }

    public void Remove(Member member)
    {
        _members.Remove(member.User);
        member.User.Memberships.Remove(member);
        Names.Forget();
    }

    public void Invite(User user)
    {
        Invited.Add(user);
        user.Invitations.Add(this);
    }

    public void Disinvite(User user)
    {
        Invited.Remove(user);
        user.Invitations.Remove(this);
    }

    public void SetTopic(string topic, string by, DateTimeOffset at)
    {
        Topic = topic;
        TopicBy = by;
        TopicAt = at;
    }

    public bool IsBanned(User user) => Bans.Matches(user.Prefix) && !Exceptions.Matches(user.Prefix);

    /// <summary>Whether a user may know that the channel exists, and who is in it.</summary>
    public bool IsVisibleTo(User user) => !Has(ChannelFlags.Secret) || Find(user) is not null;

    /// <summary>What NAMES says of the channel's kind: public or secret.</summary>
    public char Symbol => Has(ChannelFlags.Secret) ? '@' : '=';

    /// <summary>The modes as MODE shows them. Only those who are in learn that there is a key, and which: a letter without its parameter would give it the next one's.</summary>
    public string Modes(bool withKey)
    {
        string letters = "+" + ChannelFlag.Letters(Flags) + (Key is null || !withKey ? "" : "k") + (Limit == 0 ? "" : "l");
        return letters + (Key is null || !withKey ? "" : $" {Key}") + (Limit == 0 ? "" : $" {Limit}");
    }
}
