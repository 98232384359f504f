using System.Globalization;
using ChatServer;

namespace Reactor.Tests.Samples.ChatStorms;

/// <summary>Compares what the server knows with what the oracle knows, both written down as text. Times are left to what people are told of them.</summary>
internal static class OracleComparison
{
    public static void Check(OracleWitness witness)
    {
        string[] server = Describe(witness.Chat, witness.People.Keys);
        string[] oracle = Describe(witness.Oracle);
        if (!server.SequenceEqual(oracle))
            Assert.That(server, Is.EqualTo(oracle), "what the server knows");
    }

    private static string[] Describe(Chat chat, IEnumerable<Client> clients)
    {
        Census census = chat.Census;
        IEnumerable<string> users = clients.Where(client => client.IsOpen).Select(client => client.User).Select(user => Sentence(
            "user", user.Nick, user.UserName, user.RealName, user.Host, user.Away, user.IsRegistered, user.IsInvisible, user.IsOperator,
            Sorted(Capabilities.Names(user.Client.Capabilities).Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            string.Join(' ', user.Memberships.Select(member => member.Channel.Name)),
            Sorted(user.Invitations.Select(channel => channel.Name))));
        IEnumerable<string> channels = chat.Channels.Select(channel => Sentence(
            "channel", channel.Name, channel.Topic, channel.TopicBy, channel.Modes(withKey: true),
            Masks(channel.Bans), Masks(channel.Exceptions),
            Sorted(channel.Members.Select(member => member.Marks(all: true) + member.User.Nick)),
            Sorted(channel.Invited.Select(user => user.Nick))));
        IEnumerable<string> addresses = chat.Addresses.All.Select(pair => Sentence("address", pair.Key, pair.Value));
        string counts = Sentence("counts", census.Unknown, census.Registered, census.MostRegistered);
        return [.. users.Concat(channels).Concat(addresses).Append(counts).Order(StringComparer.Ordinal)];
    }

    private static string[] Describe(Oracle oracle)
    {
        IEnumerable<string> users = oracle.People.Select(person => Sentence(
            "user", person.Nick, person.UserName, person.RealName, person.Host, person.Away, person.IsRegistered, person.IsInvisible, person.IsOperator,
            Sorted(person.Caps),
            string.Join(' ', person.Seats.Select(seat => seat.Room.Name)),
            Sorted(person.Invitations.Select(room => room.Name))));
        IEnumerable<string> channels = oracle.Rooms.Select(room => Sentence(
            "channel", room.Name, room.Topic, room.TopicBy, room.Modes(withKey: true),
            Masks(room.Bans), Masks(room.Exceptions),
            Sorted(room.Seats.Select(seat => seat.Marks(all: true) + seat.Person.Nick)),
            Sorted(room.Invited.Select(person => person.Nick))));
        IEnumerable<string> addresses = oracle.Addresses.Select(pair => Sentence("address", pair.Key, pair.Value));
        string counts = Sentence("counts", oracle.Unknown, oracle.Registered, oracle.MostRegistered);
        return [.. users.Concat(channels).Concat(addresses).Append(counts).Order(StringComparer.Ordinal)];
    }

    private static string Masks(MaskList masks) => string.Join(' ', masks.Entries.Select(entry => $"{entry.Mask}/{entry.By}"));

    private static string Masks(List<ListedMask> masks) => string.Join(' ', masks.Select(masked => $"{masked.Mask}/{masked.By}"));

    private static string Sorted(IEnumerable<string> words) => string.Join(' ', words.Order(StringComparer.Ordinal));

    private static string Sentence(params object?[] words) => string.Join(" | ", words.Select(word => Convert.ToString(word, CultureInfo.InvariantCulture)));
}
