namespace ChatServer;

/// <summary>JOIN: into channels, with keys where they have some; <c>JOIN 0</c> leaves all.</summary>
internal static class JoinCommand
{
    public static void Join(Client client, IrcLine line)
    {
        if (line[0] == "0")
        {
            client.Charge(client.User.Memberships.Count);
            foreach (Member member in client.User.Memberships.ToArray())
            {
                PartCommand.Leave(member, "Left all channels");
            }

            return;
        }

        string[] names = line.List(0);
        string[] keys = line[1].Split(',');
        client.Charge(names.Length);
        for (int index = 0; index < names.Length && client.IsOpen; index++)
        {
            JoinOne(client, names[index], index < keys.Length ? keys[index] : "");
        }
    }

    private static void JoinOne(Client client, string name, string key)
    {
        User user = client.User;
        Channel? channel = client.Chat.FindChannel(name);
        if (channel?.Find(user) is not null)
        {
            return;
        }

        if (!Channel.IsName(name))
        {
            client.Reply(Numeric.ERR_NOSUCHCHANNEL, $"{Wire.Word(name)} :No such channel");
        }
        else if (user.Memberships.Count >= ChatOptions.Most(client.Chat.Options.MaxChannels))
        {
            client.Reply(Numeric.ERR_TOOMANYCHANNELS, $"{name} :You have joined too many channels");
        }
        else if (channel is not null && Obstacle(channel, user, key) is { } obstacle)
        {
            client.Reply(obstacle.Numeric, $"{channel.Name} :Cannot join channel ({obstacle.Mode})");
        }
        else
        {
            Enter(client, channel ?? client.Chat.FindOrMakeChannel(name));
        }
    }

    /// <summary>What keeps a user out. An invitation opens what is for the invited only, and nothing else.</summary>
    private static (Numeric Numeric, string Mode)? Obstacle(Channel channel, User user, string key) => channel switch
    {
        _ when channel.Has(ChannelFlags.InviteOnly) && !channel.Invited.Contains(user) => (Numeric.ERR_INVITEONLYCHAN, "+i"),
        _ when channel.Key is { } secret && secret != key => (Numeric.ERR_BADCHANNELKEY, "+k"),
        _ when channel.Limit > 0 && channel.Count >= channel.Limit => (Numeric.ERR_CHANNELISFULL, "+l"),
        _ when channel.IsBanned(user) => (Numeric.ERR_BANNEDFROMCHAN, "+b"),
        _ => null,
    };

    private static void Enter(Client client, Channel channel)
    {
        User user = client.User;
        channel.Add(user);
        Announce(client.Chat, channel, user);
        if (channel.Topic.Length > 0)
        {
            TopicCommand.Show(client, channel);
        }

        NamesCommand.Show(client, channel);
    }

    private static void Announce(Chat chat, Channel channel, User user)
    {
        using Broadcast plain = new(chat, $":{user.Prefix} JOIN {channel.Name}");
        using Broadcast extended = new(chat, $":{user.Prefix} JOIN {channel.Name} * :{user.RealName}");
        using Broadcast away = new(chat, $":{user.Prefix} AWAY :{user.Away}");
        foreach (Member member in channel.Members)
        {
            Client listener = member.User.Client;
            listener.Hear(listener.Has(Capability.ExtendedJoin) ? extended : plain);
            if (user.Away is not null && member.User != user && listener.Has(Capability.AwayNotify))
            {
                listener.Hear(away);
            }
        }
    }
}
