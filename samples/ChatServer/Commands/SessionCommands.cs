namespace ChatServer;

/// <summary>Whether a client is still there: PING, PONG, QUIT.</summary>
internal static class SessionCommands
{
    public static void Ping(Client client, IrcLine line)
    {
        if (line[0].Length == 0)
        {
            client.Reply(Numeric.ERR_NOORIGIN, ":No origin specified");
            return;
        }

        string server = client.Chat.Options.Name;
        client.Say($":{server} PONG {server} :{line[0]}");
    }

    /// <summary>Any line shows that the client is there, so this one need say nothing more.</summary>
    public static void Pong(Client client, IrcLine line)
    {
    }

    public static void Quit(Client client, IrcLine line) => client.Disconnect(line[0].Length == 0 ? "Quit" : $"Quit: {line[0]}");
}
