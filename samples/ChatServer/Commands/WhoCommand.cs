namespace ChatServer;

/// <summary>WHO: the members of a channel, one user, or all who fit a mask.</summary>
internal static class WhoCommand
{
    public static void Who(Client client, IrcLine line)
    {
        string mask = line[0].Length == 0 || line[0] == "0" ? "*" : line[0];
        bool onlyOperators = line[1] == "o";
        if (mask[0] == '#')
        {
            WhoChannel(client, mask, onlyOperators);
        }
        else
        {
            WhoUsers(client, mask, onlyOperators);
        }

        client.Reply(Numeric.RPL_ENDOFWHO, $"{Wire.Word(mask)} :End of WHO list");
    }

    private static void WhoChannel(Client client, string name, bool onlyOperators)
    {
        if (client.Chat.FindChannel(name) is not { } channel || !channel.IsVisibleTo(client.User))
        {
            return;
        }

        bool isMember = channel.Find(client.User) is not null;
        foreach (Member member in channel.Members)
        {
            if ((isMember || !member.User.IsInvisible) && (!onlyOperators || member.User.IsOperator) && !Tell(client, member.User, member))
            {
                return;
            }
        }
    }

    private static void WhoUsers(Client client, string mask, bool onlyOperators)
    {
        if (client.Chat.FindUser(mask) is { } user)
        {
            if (!onlyOperators || user.IsOperator)
            {
                Tell(client, user, SharedMembership(client.User, user));
            }

            return;
        }

        if (!Mask.HasWildcard(mask))
        {
            return;
        }

        client.Charge(Client.HighPrice);
        foreach (User other in client.Chat.Users)
        {
            if ((!onlyOperators || other.IsOperator) && Fits(other, mask) && IsVisible(client.User, other) && !Tell(client, other, SharedMembership(client.User, other)))
            {
                return;
            }
        }
    }

    private static bool Fits(User user, string mask) =>
        Mask.Matches(mask, user.Nick) || Mask.Matches(mask, user.Host) || Mask.Matches(mask, user.UserName);

    private static bool IsVisible(User viewer, User other) => !other.IsInvisible || other == viewer || other.SharesChannelWith(viewer);

    /// <summary>A channel to name the user with: one that the asking user may know of.</summary>
    private static Member? SharedMembership(User viewer, User user) => user.Memberships.Find(member => member.Channel.IsVisibleTo(viewer));

    /// <summary>Says one line.</summary>
    /// <returns>Whether there is room for more.</returns>
    private static bool Tell(Client client, User user, Member? member)
    {
        if (client.IsTooFull("WHO"))
        {
            return false;
        }

        string flags = $"{(user.Away is null ? 'H' : 'G')}{(user.IsOperator ? "*" : "")}{member?.Marks(client.Has(Capability.MultiPrefix))}";
        client.Reply(
            Numeric.RPL_WHOREPLY,
            $"{member?.Channel.Name ?? "*"} {user.UserName} {user.Host} {client.Chat.Options.Name} {user.Nick} {flags} :0 {user.RealName}");
        return true;
    }
}
