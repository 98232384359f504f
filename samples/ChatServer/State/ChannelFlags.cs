namespace ChatServer;

/// <summary>The modes of a channel that are on or off.</summary>
[Flags]
internal enum ChannelFlags
{
    None = 0,
    InviteOnly = 1 << 0,
    Moderated = 1 << 1,
    NoOutsiders = 1 << 2,
    Secret = 1 << 3,
    TopicByOperators = 1 << 4,
}

/// <summary>The letters of <see cref="ChannelFlags"/>.</summary>
internal static class ChannelFlag
{
    private static readonly (char Letter, ChannelFlags Flag)[] s_letters =
    [
        ('i', ChannelFlags.InviteOnly),
        ('m', ChannelFlags.Moderated),
        ('n', ChannelFlags.NoOutsiders),
        ('s', ChannelFlags.Secret),
        ('t', ChannelFlags.TopicByOperators),
    ];

    public static ChannelFlags Of(char letter) => Array.Find(s_letters, pair => pair.Letter == letter).Flag;

    public static string Letters(ChannelFlags flags) =>
        string.Concat(s_letters.Where(pair => flags.HasFlag(pair.Flag)).Select(pair => pair.Letter));
}
