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
        foreach (Channel channel in Candidates(client.Chat, conditions))
        {
            if (!channel.IsVisibleTo(client.User) || !Array.TrueForAll(conditions, condition => Fits(channel, condition)))
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

    /// <summary>Names are looked up; only a condition needs a look at every channel.</summary>
    private static IEnumerable<Channel> Candidates(Chat chat, string[] conditions) =>
        conditions.Length > 0 && Array.TrueForAll(conditions, condition => !IsCondition(condition))
            ? conditions.Select(chat.FindChannel).OfType<Channel>().Distinct()
            : chat.Channels;

    private static bool IsCondition(string text) => text[0] is '<' or '>' || Mask.HasWildcard(text);

    private static bool Fits(Channel channel, string condition)
    {
        if (!IsCondition(condition))
        {
            return true;
        }

        return condition[0] switch
        {
            '>' => TryNumber(condition, out int least) && channel.Count > least,
            '<' => TryNumber(condition, out int most) && channel.Count < most,
            _ => Mask.Matches(condition, channel.Name),
        };
    }

    private static bool TryNumber(string condition, out int number) =>
        int.TryParse(condition.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
