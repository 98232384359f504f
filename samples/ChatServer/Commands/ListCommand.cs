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
        string[] tests = Array.FindAll(conditions, IsCondition);
        foreach (Channel channel in Candidates(client, Array.FindAll(conditions, condition => !IsCondition(condition))))
        {
            if (!channel.IsVisibleTo(client.User) || !Array.TrueForAll(tests, test => Fits(channel, test)))
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

    /// <summary>Names are looked up; without one all channels are looked at.</summary>
    private static IEnumerable<Channel> Candidates(Client client, string[] names)
    {
        if (names.Length > 0)
        {
            return names.Select(client.Chat.FindChannel).OfType<Channel>().Distinct();
        }

        client.ChargeForSearch();
        return client.Chat.Channels;
    }

    private static bool IsCondition(string text) => text[0] is '<' or '>' || Mask.HasWildcard(text);

    private static bool Fits(Channel channel, string condition) => condition[0] switch
    {
        '>' => TryNumber(condition, out int least) && channel.Count > least,
        '<' => TryNumber(condition, out int most) && channel.Count < most,
        _ => Mask.Matches(condition, channel.Name),
    };

    private static bool TryNumber(string condition, out int number) =>
        int.TryParse(condition.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
