namespace ChatServer;

/// <summary>
/// Gathers what a command says to the client that sent it with a label, so that the answer carries the label: as a tag if it is one line,
/// as a batch if it is several, and as an ACK if it is none (IRCv3 labeled-response).
/// </summary>
internal sealed class LabeledReply(string label)
{
    private const string Batch = "1"; // One batch is open at a time, so one name will do.

    private readonly List<(string Tags, string Body)> _lines = [];

    public int Length { get; private set; }

    public void Add(string tags, string body)
    {
        _lines.Add((tags, body));
        Length += tags.Length + body.Length;
    }

    /// <summary>Says it.</summary>
    /// <param name="server">The server's name.</param>
    /// <param name="write">Takes tags and a line.</param>
    public void Finish(string server, Action<string, string> write)
    {
        string tag = $"label={label}";
        switch (_lines)
        {
            case []:
                write(tag, $":{server} ACK");
                break;
            case [var (tags, body)]:
                write(Join(tag, tags), body);
                break;
            default:
                write(tag, $":{server} BATCH +{Batch} labeled-response");
                _lines.ForEach(line => write(Join($"batch={Batch}", line.Tags), line.Body));
                write("", $":{server} BATCH -{Batch}");
                break;
        }
    }

    private static string Join(string tag, string tags) => tags.Length > 0 ? $"{tag};{tags}" : tag;
}
