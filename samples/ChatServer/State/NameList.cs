using System.Text;
using Reactor.Handlers;

namespace ChatServer;

/// <summary>
/// Who is in a channel, as NAMES tells it: cut into pieces that fit into a line each, put together once and sent to all who ask. When
/// thousands join a channel at a time, each of them gets a list of thousands.
/// </summary>
internal sealed class NameList(Channel channel)
{
    private readonly List<Piece>?[] _pieces = new List<Piece>?[2];

    /// <summary>Somebody came, went, or is called or marked differently.</summary>
    public void Forget()
    {
        foreach (List<Piece>? pieces in _pieces)
        {
            pieces?.ForEach(piece => piece.Dispose());
        }

        Array.Clear(_pieces);
    }

    /// <summary>Tells a client who is in the channel: a member all, somebody from outside those who do not hide.</summary>
    public void Tell(Client client)
    {
        ChatOptions options = client.Chat.Options;
        int room = Wire.MaxMessage - 2 - $":{options.Name} 353  {channel.Symbol} {channel.Name} :".Length - options.MaxNick;
        bool allMarks = client.Has(Capability.MultiPrefix);
        if (channel.Find(client.User) is not null)
        {
            Tell(client, _pieces[allMarks ? 1 : 0] ??= Cut(channel.Members, room, allMarks));
            return;
        }

        List<Piece> pieces = Cut(channel.Members.Where(member => !member.User.IsInvisible), room, allMarks);
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

    private static List<Piece> Cut(IEnumerable<Member> members, int room, bool allMarks)
    {
        List<Piece> lines = [];
        StringBuilder line = new();
        foreach (Member member in members)
        {
            string marks = member.Marks(allMarks);
            if (line.Length > 0 && line.Length + 1 + marks.Length + member.User.Nick.Length > room)
            {
                lines.Add(new Piece(line.ToString()));
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(marks).Append(member.User.Nick);
        }

        if (line.Length > 0)
        {
            lines.Add(new Piece(line.ToString()));
        }

        return lines;
    }

    /// <summary>The names of one line, and the same as bytes with the end of the line.</summary>
    internal sealed class Piece(string names) : IDisposable
    {
        private SharedPayload? _payload;

        public string Names => names;

        public SharedPayload Payload(Chat chat) => _payload ??= chat.Share(names + "\r\n");

        public void Dispose() => _payload?.Dispose();
    }
}
