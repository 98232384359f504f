namespace ChatServer;

/// <summary>KICK: others out of a channel. Either one channel and several nicks, or a channel for each nick.</summary>
internal static class KickCommand
{
    public const int MaxReason = 300;

    public static void Kick(Client client, IrcLine line)
    {
        string[] channels = line.List(0);
        string[] nicks = line.List(1);
        if (channels.Length == 0 || nicks.Length == 0 || (channels.Length > 1 && channels.Length != nicks.Length))
        {
            client.Reply(Numeric.ERR_NEEDMOREPARAMS, "KICK :Not enough parameters");
            return;
        }

        client.Charge(nicks.Length);
        string reason = line[2].Length == 0 ? client.User.Nick : Wire.Cut(line[2], MaxReason);
        for (int index = 0; index < nicks.Length; index++)
        {
            if (index == ChatOptions.Most(client.Chat.Options.MaxTargets))
            {
                client.Reply(Numeric.ERR_TOOMANYTARGETS, $"{Wire.Word(nicks[index])} :Too many targets");
                return;
            }

            KickOne(client, channels.Length == 1 ? channels[0] : channels[index], nicks[index], reason);
        }
    }

    private static void KickOne(Client client, string channelName, string nick, string reason)
    {
        if (ChannelLookup.FindOwn(client, channelName) is { } self
            && ChannelLookup.IsOperator(client, self)
            && ChannelLookup.FindMember(client, self.Channel, nick) is { } member)
        {
            client.Chat.Tell(member.Channel, $":{client.User.Prefix} KICK {member.Channel.Name} {member.User.Nick} :{reason}");
            client.Chat.Leave(member);
        }
    }
}
