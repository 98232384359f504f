namespace ChatServer;

/// <summary>PART: out of channels.</summary>
internal static class PartCommand
{
    public static void Part(Client client, IrcLine line)
    {
        string[] names = line.List(0);
        client.Charge(names.Length);
        foreach (string name in names)
        {
            if (ChannelLookup.FindOwn(client, name) is { } member)
            {
                Leave(member, line[1]);
            }
        }
    }

    /// <summary>Takes somebody out, and tells all who are in.</summary>
    public static void Leave(Member member, string reason)
    {
        User user = member.User;
        Chat chat = user.Client.Chat;
        chat.Tell(member.Channel, $":{user.Prefix} PART {member.Channel.Name}{(reason.Length > 0 ? $" :{reason}" : "")}");
        chat.Leave(member);
    }
}
