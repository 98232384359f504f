namespace ChatServer;

/// <summary>What people say to each other: PRIVMSG, NOTICE, TAGMSG.</summary>
internal static class MessageCommands
{
    public static void PrivMsg(Client client, IrcLine line)
    {
        if (line.List(0).Length == 0)
        {
            client.Reply(Numeric.ERR_NORECIPIENT, ":No recipient given (PRIVMSG)");
        }
        else if (line[1].Length == 0)
        {
            client.Reply(Numeric.ERR_NOTEXTTOSEND, ":No text to send");
        }
        else
        {
            client.User.LastSpoke = client.Chat.UtcNow;
            Relay(client, line, $" :{line[1]}");
        }
    }

    /// <summary>As PRIVMSG, but nothing may ever be answered to it (RFC 2812 3.3.2).</summary>
    public static void Notice(Client client, IrcLine line)
    {
        if (line[0].Length > 0 && line[1].Length > 0)
        {
            Relay(client, line, $" :{line[1]}");
        }
    }

    /// <summary>Tags and no text (IRCv3 message-tags).</summary>
    public static void TagMsg(Client client, IrcLine line)
    {
        if (!client.Has(Capability.MessageTags))
        {
            client.Reply(Numeric.ERR_UNKNOWNCOMMAND, "TAGMSG :Unknown command");
        }
        else if (line.List(0).Length == 0)
        {
            client.Reply(Numeric.ERR_NORECIPIENT, ":No recipient given (TAGMSG)");
        }
        else if (line.ClientTags.Length > 0)
        {
            Relay(client, line, "");
        }
    }

    /// <summary>Says it to each target, once however often it is named.</summary>
    private static void Relay(Client client, IrcLine line, string text)
    {
        string[] targets = [.. line.List(0).Distinct(Casemap.Comparer)];
        client.Charge(targets.Length);
        for (int index = 0; index < targets.Length; index++)
        {
            if (index == ChatOptions.Most(client.Chat.Options.MaxTargets))
            {
                Complain(client, line, Numeric.ERR_TOOMANYTARGETS, $"{Wire.Word(targets[index])} :Too many targets");
                return;
            }

            if (targets[index][0] == '#')
            {
                ToChannel(client, line, targets[index], text);
            }
            else
            {
                ToUser(client, line, targets[index], text);
            }
        }
    }

    private static void ToChannel(Client client, IrcLine line, string name, string text)
    {
        if (client.Chat.FindChannel(name) is not { } channel)
        {
            Complain(client, line, Numeric.ERR_NOSUCHCHANNEL, $"{Wire.Word(name)} :No such channel");
            return;
        }

        if (!MaySpeak(client.User, channel))
        {
            Complain(client, line, Numeric.ERR_CANNOTSENDTOCHAN, $"{channel.Name} :Cannot send to channel");
            return;
        }

        using Broadcast said = Said(client, line, channel.Name, text);
        foreach (Member member in channel.Members)
        {
            if (member.User != client.User)
            {
                Deliver(member.User.Client, line, said);
            }
        }

        Echo(client, said);
    }

    private static void ToUser(Client client, IrcLine line, string nick, string text)
    {
        if (client.Chat.FindUser(nick) is not { } user)
        {
            Complain(client, line, Numeric.ERR_NOSUCHNICK, $"{Wire.Word(nick)} :No such nick/channel");
            return;
        }

        using Broadcast said = Said(client, line, user.Nick, text);
        Deliver(user.Client, line, said);
        Echo(client, said);
        if (user.Away is { } away && line.Command == "PRIVMSG")
        {
            client.Reply(Numeric.RPL_AWAY, $"{user.Nick} :{away}");
        }
    }

    private static Broadcast Said(Client client, IrcLine line, string target, string text) =>
        new(client.Chat, $":{client.User.Prefix} {line.Command} {target}{text}", client.Has(Capability.MessageTags) ? line.ClientTags : "");

    private static void Deliver(Client listener, IrcLine line, Broadcast said)
    {
        if (line.Command != "TAGMSG" || listener.Has(Capability.MessageTags))
        {
            listener.Overhear(said);
        }
    }

    private static void Echo(Client client, Broadcast said)
    {
        if (client.Has(Capability.EchoMessage))
        {
            client.Hear(said);
        }
    }

    private static bool MaySpeak(User user, Channel channel) => channel.Find(user) switch
    {
        { IsOperator: true } or { IsVoiced: true } => true,
        { } member => !channel.Has(ChannelFlags.Moderated) && !member.IsBanned,
        null => !channel.Has(ChannelFlags.Moderated | ChannelFlags.NoOutsiders) && !channel.IsBanned(user),
    };

    private static void Complain(Client client, IrcLine line, Numeric numeric, string rest)
    {
        if (line.Command != "NOTICE")
        {
            client.Reply(numeric, rest);
        }
    }
}
