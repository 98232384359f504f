using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Reactor;
using Reactor.Handlers;

namespace ChatServer;

/// <summary>
/// The server: who is here, and which channels there are. All of it belongs to the loop's thread, so nothing of it needs a lock.
/// </summary>
internal sealed class Chat
{
    public const string Version = "reactor-chat-0.1.0";

    private readonly Dictionary<string, User> _nicks = new(Casemap.Comparer);
    private readonly Dictionary<string, Channel> _channels = new(Casemap.Comparer);
    private byte[] _buffer = new byte[2 * (Wire.MaxTags + Wire.UsualLine)];

    private Chat(EventLoop loop, ChatOptions options, ILogger logger)
    {
        Loop = loop;
        Options = options;
        Logger = logger;
        Started = UtcNow;
        ConnectionOptions = new ConnectionOptions
        {
            OutputLimit = ChatOptions.Most(options.SendQueue),
            HighWaterMark = Math.Min(64 * 1024, ChatOptions.Most(options.SendQueue)),
            LowWaterMark = Math.Min(16 * 1024, ChatOptions.Most(options.SendQueue)),

            // Who reads slowly is still heard, or its PONG would be missed. What it leaves unread is limited instead, and silence is noticed by PING.
            PauseReadingOnHighOutput = false,
            WriteTimeout = Timeout.InfiniteTimeSpan,
        };
    }

    public EventLoop Loop { get; }

    public ChatOptions Options { get; }

    public ILogger Logger { get; }

    public ConnectionOptions ConnectionOptions { get; }

    public StreamListener? Listener { get; private set; }

    public DateTimeOffset Started { get; }

    public DateTimeOffset UtcNow => Loop.TimeProvider.GetUtcNow();

    public IReadOnlyList<string>? Motd { get; set; }

    public Addresses Addresses { get; } = new();

    public CommandUses CommandUses { get; } = new();

    public Census Census { get; } = new();

    public Peers Peers { get; } = new();

    public WhoWas WhoWas { get; } = new();

    /// <summary>Who watches, if anybody does: a test.</summary>
    public IChatWitness? Witness { get; set; }

    public IReadOnlyCollection<Channel> Channels => _channels.Values;

    /// <summary>All who have a nick, also those who are not registered yet.</summary>
    public IReadOnlyCollection<User> Holders => _nicks.Values;

    public IEnumerable<User> Users => _nicks.Values.Where(user => user.IsRegistered);

    /// <summary>Whether the loop is being stopped: everybody is told that, and not also that everybody else leaves.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Starts the server on any loop; the program brings a real one, a test may bring its own.</summary>
    public static async Task<Chat> Start(EventLoop loop, ChatOptions options, ILogger logger)
    {
        Chat chat = new(loop, options, logger);
        chat.Listener = await loop.ListenAsync(
            new DnsEndPoint(options.Host, options.Port), () => new Client(chat), new ListenOptions { DualStack = true });
        return chat;
    }

    /// <summary>Finds somebody who has been welcomed.</summary>
    public User? FindUser(string nick) => _nicks.GetValueOrDefault(nick) is { IsRegistered: true } user ? user : null;

    /// <summary>Finds whoever has a nick or is about to.</summary>
    public User? FindHolder(string nick) => _nicks.GetValueOrDefault(nick);

    public void GiveNick(User user, string nick)
    {
        _nicks.Remove(user.Nick);
        user.Nick = nick;
        _nicks.Add(nick, user);
    }

    public Channel? FindChannel(string name) => _channels.GetValueOrDefault(name);

    public Channel FindOrMakeChannel(string name)
    {
        if (!_channels.TryGetValue(name, out Channel? channel))
        {
            channel = new Channel(name, UtcNow, Options);
            _channels.Add(name, channel);
        }

        return channel;
    }

    /// <summary>Takes a user out of a channel, and the channel away when nobody is left in it.</summary>
    public void Leave(Member member)
    {
        Channel channel = member.Channel;
        channel.Remove(member);
        if (channel.Count > 0)
        {
            return;
        }

        _channels.Remove(channel.Name);
        foreach (User user in channel.Invited)
        {
            user.Invitations.Remove(channel);
        }
    }

    /// <summary>Takes a user out of everything. Those who shared a channel with it are told why.</summary>
    public void Quit(User user, string reason)
    {
        if (user.IsRegistered)
        {
            if (!IsStopping)
            {
                Tell(Peers.Of(user), $":{user.Prefix} QUIT :{reason}");
            }

            Census.Leave(user);
            WhoWas.Add(user, UtcNow);
        }
        else
        {
            Census.Unknown--;
        }

        while (user.Memberships.Count > 0)
        {
            Leave(user.Memberships[^1]);
        }

        foreach (Channel channel in user.Invitations)
        {
            channel.Invited.Remove(user);
        }

        user.Invitations.Clear();
        user.IsRegistered = false;
        if (ReferenceEquals(FindHolder(user.Nick), user))
        {
            _nicks.Remove(user.Nick);
        }
    }

    /// <summary>Says the same to many.</summary>
    public void Tell(IEnumerable<User> users, string body)
    {
        using Broadcast line = new(this, body);
        foreach (User user in users)
        {
            user.Client.Hear(line);
        }
    }

    /// <summary>Says something to all who are in a channel, also to whom it is about.</summary>
    public void Tell(Channel channel, string body)
    {
        using Broadcast line = new(this, body);
        foreach (Member member in channel.Members)
        {
            member.User.Client.Hear(line);
        }
    }

    public SharedPayload Share(string text)
    {
        int length = Encode(text);
        return SharedPayload.Create(Loop, _buffer.AsSpan(0, length));
    }

    /// <summary>Turns a line into bytes, which are valid until the next call.</summary>
    public ReadOnlySpan<byte> Bytes(string text) => _buffer.AsSpan(0, Encode(text));

    /// <summary>A time as IRCv3 writes it.</summary>
    public static string Timestamp(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private int Encode(string text)
    {
        if (text.Length > _buffer.Length)
        {
            _buffer = new byte[text.Length];
        }

        return Wire.Write(text, _buffer);
    }
}
