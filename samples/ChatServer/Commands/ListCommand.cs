using System.Globalization;

namespace ChatServer;

/// <summary>LIST: which channels there are; narrowed down by names, by masks, or by how many are in (<c>ELIST=MU</c>).</summary>
internal static class ListCommand
{
    public static void List(Client client, IrcLine line)
    {
        string[] conditions = line.List(0);
        int most = ChatOptions.Most(client.Chat.Options.MaxTargets);
        if (conditions.Length > most)
        {
            client.Reply(Numeric.ERR_TOOMANYTARGETS, $"{Wire.Word(conditions[most])} :Too many targets");
            return;
        }

        client.Reply(Numeric.RPL_LISTSTART, "Channel :Users  Name");
        string[] counts = Array.FindAll(conditions, IsCount);
        foreach (Channel channel in Candidates(client, Array.FindAll(conditions, condition => !IsCount(condition))))
        {
            if (!channel.IsVisibleTo(client.User) || !Array.TrueForAll(counts, count => HasCount(channel, count)))
            {
                continue;
            }

            if (client.IsTooFull("LIST"))
            {
                break;
            }

            client.Reply(Numeric.RPL_LIST, $"{channel.Name} {channel.Count} :{channel.Topic}");
        }

        client.Reply(Numeric.RPL_LISTEND, ":End of /LIST");
    }

    /// <summary>The channels that any of the names and masks is for, or all without any. Names alone are looked up.</summary>
    private static IEnumerable<Channel> Candidates(Client client, string[] names)
    {
        if (names.Length > 0 && !Array.Exists(names, Mask.HasWildcard))
        {
            return names.Select(client.Chat.FindChannel).OfType<Channel>().Distinct();
        }

        client.Charge(Client.HighPrice);
        return names.Length == 0
            ? client.Chat.Channels
            : client.Chat.Channels.Where(channel => Array.Exists(names, name => Mask.Matches(name, channel.Name)));
    }

    private static bool IsCount(string condition) => condition[0] is '<' or '>';

    private static bool HasCount(Channel channel, string condition) => condition[0] == '>'
        ? TryNumber(condition, out int least) && channel.Count > least
        : TryNumber(condition, out int most) && channel.Count < most;

    private static bool TryNumber(string condition, out int number) =>
        int.TryParse(condition.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
