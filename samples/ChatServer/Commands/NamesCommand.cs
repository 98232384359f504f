namespace ChatServer;

/// <summary>NAMES: who is in a channel.</summary>
internal static class NamesCommand
{
    public static void Names(Client client, IrcLine line)
    {
        if (line.Count == 0)
        {
            End(client, "*");
            return;
        }

        string[] names = line.List(0);
        client.Charge(names.Length);
        foreach (string name in names)
        {
            if (client.Chat.FindChannel(name) is { } channel && channel.IsVisibleTo(client.User))
            {
                Show(client, channel);
            }
            else
            {
                End(client, Wire.Word(name));
            }
        }
    }

    public static void Show(Client client, Channel channel)
    {
        channel.Names.Tell(client);
        End(client, channel.Name);
    }

    private static void End(Client client, string name) => client.Reply(Numeric.RPL_ENDOFNAMES, $"{name} :End of /NAMES list");
}
