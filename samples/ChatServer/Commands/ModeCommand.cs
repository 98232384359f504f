namespace ChatServer;

/// <summary>MODE: how a user or a channel is set.</summary>
internal static class ModeCommand
{
    /// <summary>How many modes with a parameter one command may change.</summary>
    public const int MaxParameters = 4;

    public const int MaxKey = 23;

    public static void Mode(Client client, IrcLine line)
    {
        if (line[0][0] == '#')
        {
            ChannelMode(client, line);
        }
        else
        {
            UserMode(client, line);
        }
    }

    private static void UserMode(Client client, IrcLine line)
    {
        if (client.Chat.FindUser(line[0]) is not { } user)
        {
            client.Reply(Numeric.ERR_NOSUCHNICK, $"{line.Word(0)} :No such nick/channel");
        }
        else if (user != client.User)
        {
            client.Reply(Numeric.ERR_USERSDONTMATCH, ":Cant change mode for other users");
        }
        else if (line[1].Length == 0)
        {
            client.Reply(Numeric.RPL_UMODEIS, user.Modes);
        }
        else
        {
            UserModes.Change(client, line[1]);
        }
    }

    private static void ChannelMode(Client client, IrcLine line)
    {
        if (ChannelLookup.Find(client, line[0]) is not { } channel)
        {
            return;
        }

        if (line[1].Length == 0)
        {
            Show(client, channel);
        }
        else if (line.Count == 2 && line[1].TrimStart('+') is "b" or "e")
        {
            ChannelMasks.Show(client, channel, line[1][^1]);
        }
        else if (ChannelLookup.FindOwn(client, line[0]) is { } self && ChannelLookup.IsOperator(client, self))
        {
            new ChannelModes(client, channel).Change(line);
        }
    }

    private static void Show(Client client, Channel channel)
    {
        bool isMember = channel.Find(client.User) is not null;
        if (!isMember && channel.Has(ChannelFlags.Secret))
        {
            client.Reply(Numeric.ERR_NOTONCHANNEL, $"{channel.Name} :You're not on that channel");
            return;
        }

        client.Reply(Numeric.RPL_CHANNELMODEIS, $"{channel.Name} {channel.Modes(withKey: isMember)}");
        client.Reply(Numeric.RPL_CREATIONTIME, $"{channel.Name} {channel.Created.ToUnixTimeSeconds()}");
    }
}
