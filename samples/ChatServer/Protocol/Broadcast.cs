using Reactor.Handlers;

namespace ChatServer;

/// <summary>
/// A line for many. Its bytes are made once for each kind of listener, of which there are four: with and without the time, with and without
/// other clients' tags. They are shared by all connections of that kind, so a line to five thousand is not copied five thousand times.
/// </summary>
internal sealed class Broadcast(Chat chat, string body, string clientTags = "") : IDisposable
{
    private const Capability Matters = Capability.ServerTime | Capability.MessageTags;

    private readonly Dictionary<Capability, SharedPayload> _payloads = [];
    private readonly string _time = $"time={Chat.Timestamp(chat.UtcNow)}";

    public string Body { get; } = Wire.Cut(body, chat.Options.MaxLine);

    /// <summary>The tags that a listener asked for; empty if none.</summary>
    public string TagsFor(Capability capabilities)
    {
        string forwarded = capabilities.HasFlag(Capability.MessageTags) ? clientTags : "";
        string time = capabilities.HasFlag(Capability.ServerTime) ? _time : "";
        return time.Length > 0 && forwarded.Length > 0 ? $"{time};{forwarded}" : time + forwarded;
    }

    /// <summary>The bytes for a listener. They belong to this broadcast.</summary>
    public SharedPayload PayloadFor(Capability capabilities)
    {
        Capability kind = capabilities & Matters;
        if (!_payloads.TryGetValue(kind, out SharedPayload? payload))
        {
            string tags = TagsFor(kind);
            payload = chat.Share($"{(tags.Length > 0 ? $"@{tags} " : "")}{Body}\r\n");
            _payloads.Add(kind, payload);
        }

        return payload;
    }

    public void Dispose()
    {
        foreach (SharedPayload payload in _payloads.Values)
        {
            payload.Dispose();
        }
    }
}
