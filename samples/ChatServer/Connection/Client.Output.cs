using System.Globalization;

namespace ChatServer;

// What a client gets to hear.
internal sealed partial class Client
{
    private LabeledReply? _label;

    /// <summary>How many bytes wait for this client.</summary>
    public int Backlog => QueuedBytes + (_label?.Length ?? 0);

    /// <summary>
    /// Whether so much waits that a long answer had better end here, and says so: asking for much must not cost a client its connection.
    /// </summary>
    public bool IsTooFull(string command)
    {
        if (Backlog <= ChatOptions.Most(Chat.Options.SendQueue) / 2)
        {
            return false;
        }

        Reply(Numeric.ERR_TOOMANYMATCHES, $"{command} :Output too large, truncated");
        return true;
    }

    /// <summary>Answers with a numeric: <c>:server 401 nick rest</c>.</summary>
    /// <param name="numeric">Which.</param>
    /// <param name="rest">The parameters as RFC 2812 lists them: <c>$"{nick} :No such nick/channel"</c>.</param>
    public void Reply(Numeric numeric, string rest) => Say($"{Head(numeric)} {rest}");

    /// <summary>Says something as the server.</summary>
    /// <param name="body">The line without tags and without its end.</param>
    public void Say(string body) => Write(Has(Capability.ServerTime) ? $"time={Chat.Timestamp(Chat.UtcNow)}" : "", Wire.Cut(body, Chat.Options.MaxLine));

    /// <summary>Says what others hear as well.</summary>
    public void Hear(Broadcast line)
    {
        if (_label is not null)
        {
            Write(line.TagsFor(Capabilities), line.Body);
        }
        else
        {
            Send(line.PayloadFor(Capabilities));
        }
    }

    /// <summary>Says what is no answer, even if it comes from the client itself: a message to one's own nick (IRCv3 labeled-response).</summary>
    public void Overhear(Broadcast line) => Send(line.PayloadFor(Capabilities));

    /// <summary>Sends a line of names, of which only the beginning is this client's own.</summary>
    public void SayNames(Channel channel, NameList.Piece piece)
    {
        string start = $"{Head(Numeric.RPL_NAMREPLY)} {channel.Symbol} {channel.Name} :";
        if (_label is not null)
        {
            Say(start + piece.Names);
            return;
        }

        string tags = Has(Capability.ServerTime) ? $"@time={Chat.Timestamp(Chat.UtcNow)} " : "";
        Send(Chat.Bytes(tags + start));
        Send(piece.Payload(Chat));
    }

    private string Head(Numeric numeric) =>
        string.Create(CultureInfo.InvariantCulture, $":{Chat.Options.Name} {(int)numeric:D3} {User.Nick}");

    private void Write(string tags, string body)
    {
        if (_label is { } label)
        {
            label.Add(tags, body);
        }
        else
        {
            Send(Chat.Bytes($"{(tags.Length > 0 ? $"@{tags} " : "")}{body}\r\n"));
        }
    }

    private void BeginLabel(string? label)
    {
        if (label is not null && Has(Capability.LabeledResponse) && Has(Capability.Batch))
        {
            _label = new LabeledReply(label);
        }
    }

    /// <summary>The command is done: what it said to its own client goes out.</summary>
    private void EndLabel()
    {
        if (_label is { } label)
        {
            _label = null;
            label.Finish(Chat.Options.Name, Write);
        }
    }
}
