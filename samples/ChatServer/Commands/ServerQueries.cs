using System.Globalization;

namespace ChatServer;

/// <summary>Questions about the server: ADMIN, INFO, LINKS, LUSERS, MOTD, STATS, TIME, VERSION.</summary>
internal static class ServerQueries
{
    public static void Admin(Client client, IrcLine line)
    {
        if (!IsMeant(client, line[0]))
        {
            return;
        }

        ChatOptions options = client.Chat.Options;
        client.Reply(Numeric.RPL_ADMINME, $"{options.Name} :Administrative info");
        client.Reply(Numeric.RPL_ADMINLOC1, $":{options.Network}");
        client.Reply(Numeric.RPL_ADMINLOC2, $":{options.Name}");
        client.Reply(Numeric.RPL_ADMINEMAIL, $":{options.OperatorName ?? "No operators are appointed here"}");
    }

    public static void Info(Client client, IrcLine line)
    {
        if (!IsMeant(client, line[0]))
        {
            return;
        }

        client.Reply(Numeric.RPL_INFO, $":{Chat.Version}, a sample of Reactor, a single-threaded event loop for .NET");
        client.Reply(Numeric.RPL_INFO, $":Started {Chat.Timestamp(client.Chat.Started)}");
        client.Reply(Numeric.RPL_ENDOFINFO, ":End of INFO list");
    }

    public static void Links(Client client, IrcLine line)
    {
        string mask = line.Count == 0 ? "*" : line[line.Count - 1];
        ChatOptions options = client.Chat.Options;
        if (Mask.Matches(mask, options.Name))
        {
            client.Reply(Numeric.RPL_LINKS, $"{options.Name} {options.Name} :0 {options.Network}");
        }

        client.Reply(Numeric.RPL_ENDOFLINKS, $"{Wire.Word(mask)} :End of /LINKS list");
    }

    public static void LUsers(Client client, IrcLine line)
    {
        if (IsMeant(client, line[1]))
        {
            Welcome.TellCensus(client);
        }
    }

    public static void Motd(Client client, IrcLine line)
    {
        if (IsMeant(client, line[0]))
        {
            Welcome.TellMotd(client);
        }
    }

    public static void Stats(Client client, IrcLine line)
    {
        if (!IsMeant(client, line[1]))
        {
            return;
        }

        string letter = line.Count == 0 ? "*" : line.Word(0)[..1];
        switch (letter)
        {
            case "m":
                foreach ((string command, long count) in client.Chat.CommandUses.All)
                {
                    client.Reply(Numeric.RPL_STATSCOMMANDS, $"{command} {count}");
                }

                break;
            case "o" when client.Chat.Options.OperatorName is { } name:
                client.Reply(Numeric.RPL_STATSOLINE, $"O * * {name}");
                break;
            case "u":
                TimeSpan up = client.Chat.UtcNow - client.Chat.Started;
                client.Reply(Numeric.RPL_STATSUPTIME, $":Server Up {up.Days} days {up.Hours}:{up.Minutes:00}:{up.Seconds:00}");
                break;
        }

        client.Reply(Numeric.RPL_ENDOFSTATS, $"{letter} :End of /STATS report");
    }

    public static void Time(Client client, IrcLine line)
    {
        if (IsMeant(client, line[0]))
        {
            client.Reply(Numeric.RPL_TIME, $"{client.Chat.Options.Name} :{client.Chat.UtcNow.ToString("R", CultureInfo.InvariantCulture)}");
        }
    }

    public static void Version(Client client, IrcLine line)
    {
        if (IsMeant(client, line[0]))
        {
            client.Reply(Numeric.RPL_VERSION, $"{Chat.Version} {client.Chat.Options.Name} :");
            Welcome.TellSupport(client);
        }
    }

    /// <summary>Whether a question is for this server; there is no other that it could be passed on to.</summary>
    public static bool IsMeant(Client client, string server)
    {
        bool isMeant = server.Length == 0 || Mask.Matches(server, client.Chat.Options.Name) || client.Chat.FindUser(server) is not null;
        if (!isMeant)
        {
            client.Reply(Numeric.ERR_NOSUCHSERVER, $"{Wire.Word(server)} :No such server");
        }

        return isMeant;
    }
}
