using System.Collections.Frozen;

namespace ChatServer;

/// <summary>What a client can ask to hear more of (IRCv3).</summary>
[Flags]
internal enum Capability
{
    None = 0,
    AwayNotify = 1 << 0,
    Batch = 1 << 1,
    CapNotify = 1 << 2,
    EchoMessage = 1 << 3,
    ExtendedJoin = 1 << 4,
    InviteNotify = 1 << 5,
    LabeledResponse = 1 << 6,
    MessageTags = 1 << 7,
    MultiPrefix = 1 << 8,
    ServerTime = 1 << 9,
    Setname = 1 << 10,
}

/// <summary>The capabilities under their names.</summary>
internal static class Capabilities
{
    private static readonly FrozenDictionary<string, Capability> s_byName = new Dictionary<string, Capability>
    {
        ["away-notify"] = Capability.AwayNotify,
        ["batch"] = Capability.Batch,
        ["cap-notify"] = Capability.CapNotify,
        ["echo-message"] = Capability.EchoMessage,
        ["extended-join"] = Capability.ExtendedJoin,
        ["invite-notify"] = Capability.InviteNotify,
        ["labeled-response"] = Capability.LabeledResponse,
        ["message-tags"] = Capability.MessageTags,
        ["multi-prefix"] = Capability.MultiPrefix,
        ["server-time"] = Capability.ServerTime,
        ["setname"] = Capability.Setname,
    }.ToFrozenDictionary();

    /// <summary>All of them, in the order of their names.</summary>
    public static string All { get; } = Names(~Capability.None);

    public static bool TryFind(string name, out Capability capability) => s_byName.TryGetValue(name, out capability);

    public static string Names(Capability capabilities) =>
        string.Join(' ', s_byName.Where(pair => capabilities.HasFlag(pair.Value)).Select(pair => pair.Key).Order(StringComparer.Ordinal));
}
