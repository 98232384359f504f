namespace ChatServer;

/// <summary>Finds the channel that a command is about, or says why it is none.</summary>
internal static class ChannelLookup
{
    public static Channel? Find(Client client, string name)
    {
        Channel? channel = client.Chat.FindChannel(name);
        if (channel is null)
        {
            client.Reply(Numeric.ERR_NOSUCHCHANNEL, $"{Wire.Word(name)} :No such channel");
        }

        return channel;
    }

    /// <summary>Finds a channel that the client is in.</summary>
    public static Member? FindOwn(Client client, string name)
    {
        if (Find(client, name) is not { } channel)
        {
            return null;
        }

        Member? member = channel.Find(client.User);
        if (member is null)
        {
            client.Reply(Numeric.ERR_NOTONCHANNEL, $"{channel.Name} :You're not on that channel");
        }

        return member;
    }

    /// <summary>Whether somebody is an operator of the channel; if not, it is told so.</summary>
    public static bool IsOperator(Client client, Member member)
    {
        if (!member.IsOperator)
        {
            client.Reply(Numeric.ERR_CHANOPRIVSNEEDED, $"{member.Channel.Name} :You're not channel operator");
        }

        return member.IsOperator;
    }

    /// <summary>Finds another member by nick.</summary>
    public static Member? FindMember(Client client, Channel channel, string nick)
    {
        if (client.Chat.FindUser(nick) is not { } user)
        {
            client.Reply(Numeric.ERR_NOSUCHNICK, $"{Wire.Word(nick)} :No such nick/channel");
            return null;
        }

        Member? member = channel.Find(user);
        if (member is null)
        {
            client.Reply(Numeric.ERR_USERNOTINCHANNEL, $"{user.Nick} {channel.Name} :They aren't on that channel");
        }

        return member;
    }
}
