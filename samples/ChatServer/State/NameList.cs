using System.Text;
using Reactor.Handlers;

namespace ChatServer;

/// <summary>
/// Who is in a channel, as NAMES tells it: cut into pieces that fit into a line each, put together once and sent to all who ask. Who joins
/// is added at the end, so when thousands join at a time, each of whom gets a list of thousands, nothing is put together anew.
/// </summary>
internal sealed class NameList(Channel channel, int room)
{
    private readonly List<Piece>?[] _pieces = new List<Piece>?[2];

    /// <summary>How long the names may be in a line of names, for whoever hears it.</summary>
    public static int RoomFor(string channelName, ChatOptions options) =>
        options.MaxLine - $":{options.Name} 353  = {channelName} :".Length - options.MaxNick;

    /// <summary>Somebody left, or is called or marked differently.</summary>
    public void Forget()
    {
        foreach (List<Piece>? pieces in _pieces)
        {
            pieces?.ForEach(piece => piece.Dispose());
        }

        Array.Clear(_pieces);
    }

    /// <summary>Somebody came.</summary>
    public void Add(Member member)
    {
        for (int kind = 0; kind < _pieces.Length; kind++)
        {
            if (_pieces[kind] is { } pieces)
            {
                Append(pieces, member.Marks(all: kind == 1) + member.User.Nick);
            }
        }
    }

    /// <summary>Tells a client who is in the channel: a member all, somebody from outside those who do not hide.</summary>
    public void Tell(Client client)
    {
        // For a client that has no room for the list none is put together: one line can ask for a hundred.
        if (client.IsTooFull("NAMES"))
        {
            return;
        }

        bool allMarks = client.Has(Capability.MultiPrefix);
        if (channel.Find(client.User) is not null)
        {
            Tell(client, _pieces[allMarks ? 1 : 0] ??= Cut(channel.Members, allMarks));
            return;
        }

        List<Piece> pieces = Cut(channel.Members.Where(member => !member.User.IsInvisible), allMarks);
        Tell(client, pieces);
        pieces.ForEach(piece => piece.Dispose());
    }

    private void Tell(Client client, List<Piece> pieces)
    {
        foreach (Piece piece in pieces)
        {
            if (client.IsTooFull("NAMES"))
            {
                break;
            }

            client.SayNames(channel, piece);
        }
    }

    private List<Piece> Cut(IEnumerable<Member> members, bool allMarks)
    {
        List<Piece> pieces = [];
        foreach (Member member in members)
        {
            Append(pieces, member.Marks(allMarks) + member.User.Nick);
        }

        return pieces;
    }

    private void Append(List<Piece> pieces, string name)
    {
        if (pieces.Count == 0 || !pieces[^1].TryAdd(name, room))
        {
            pieces.Add(new Piece(name));
        }
    }

    /// <summary>The names of one line, and the same as bytes with the end of the line.</summary>
    internal sealed class Piece(string first) : IDisposable
    {
        private readonly StringBuilder _names = new(first);
        private SharedPayload? _payload;

        public string Names => _names.ToString();

        public bool TryAdd(string name, int room)
        {
            if (_names.Length + 1 + name.Length > room)
            {
                return false;
            }

            _names.Append(' ').Append(name);
            Dispose();
            return true;
        }

        public SharedPayload Payload(Chat chat) => _payload ??= chat.Share($"{_names}\r\n");

        /// <summary>Gives up the bytes; who has them queued still gets them.</summary>
        public void Dispose()
        {
            _payload?.Dispose();
            _payload = null;
        }
    }
}
