namespace ChatServer;

/// <summary>TOPIC: what a channel is about.</summary>
internal static class TopicCommand
{
    public static void Topic(Client client, IrcLine line)
    {
        if (line.Count > 1)
        {
            Set(client, line[0], line[1]);
        }
        else if (ChannelLookup.Find(client, line[0]) is { } channel)
        {
            if (channel.IsVisibleTo(client.User))
            {
                Show(client, channel);
            }
            else
            {
                client.Reply(Numeric.ERR_NOTONCHANNEL, $"{channel.Name} :You're not on that channel");
            }
        }
    }

    public static void Show(Client client, Channel channel)
    {
        if (channel.Topic.Length == 0)
        {
            client.Reply(Numeric.RPL_NOTOPIC, $"{channel.Name} :No topic is set");
            return;
        }

        client.Reply(Numeric.RPL_TOPIC, $"{channel.Name} :{channel.Topic}");
        client.Reply(Numeric.RPL_TOPICWHOTIME, $"{channel.Name} {channel.TopicBy} {channel.TopicAt.ToUnixTimeSeconds()}");
    }

    private static void Set(Client client, string name, string topic)
    {
        if (ChannelLookup.FindOwn(client, name) is not { } self)
        {
            return;
        }

        Channel channel = self.Channel;
        if (!channel.Has(ChannelFlags.TopicByOperators) || ChannelLookup.IsOperator(client, self))
        {
            channel.SetTopic(Wire.Cut(topic, ChatOptions.Most(client.Chat.Options.TopicLength)), client.User.Prefix, client.Chat.UtcNow);
            client.Chat.Tell(channel, $":{client.User.Prefix} TOPIC {channel.Name} :{channel.Topic}");
        }
    }
}
