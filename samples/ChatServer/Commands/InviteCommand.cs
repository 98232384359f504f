namespace ChatServer;

/// <summary>INVITE: somebody into a channel; alone it lists where one is invited to.</summary>
internal static class InviteCommand
{
    public static void Invite(Client client, IrcLine line)
    {
        if (line.Count == 0)
        {
            List(client);
        }
        else if (line[1].Length == 0)
        {
            client.Reply(Numeric.ERR_NEEDMOREPARAMS, "INVITE :Not enough parameters");
        }
        else if (client.Chat.FindUser(line[0]) is not { } guest)
        {
            client.Reply(Numeric.ERR_NOSUCHNICK, $"{line.Word(0)} :No such nick/channel");
        }
        else if (ChannelLookup.FindOwn(client, line[1]) is { } self)
        {
            InviteOne(client, self, guest);
        }
    }

    private static void InviteOne(Client client, Member self, User guest)
    {
        Channel channel = self.Channel;
        if (channel.Find(guest) is not null)
        {
            client.Reply(Numeric.ERR_USERONCHANNEL, $"{guest.Nick} {channel.Name} :is already on channel");
            return;
        }

        if (channel.Has(ChannelFlags.InviteOnly) && !ChannelLookup.IsOperator(client, self))
        {
            return;
        }

        channel.Invite(guest);
        client.Reply(Numeric.RPL_INVITING, $"{guest.Nick} {channel.Name}");
        if (guest.Away is { } away)
        {
            client.Reply(Numeric.RPL_AWAY, $"{guest.Nick} :{away}");
        }

        string body = $":{client.User.Prefix} INVITE {guest.Nick} {channel.Name}";
        IEnumerable<User> watchers = channel.Members
            .Where(member => member != self && member.User.Client.Has(Capability.InviteNotify))
            .Select(member => member.User);
        client.Chat.Tell(watchers.Prepend(guest), body);
    }

    private static void List(Client client)
    {
        foreach (Channel channel in client.User.Invitations)
        {
            if (client.IsTooFull("INVITE"))
            {
                break;
            }

            client.Reply(Numeric.RPL_INVITELIST, channel.Name);
        }

        client.Reply(Numeric.RPL_ENDOFINVITELIST, ":End of /INVITE list");
    }
}
