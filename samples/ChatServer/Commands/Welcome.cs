using System.Globalization;

namespace ChatServer;

/// <summary>What a client is told once it is registered: who it is, where it is, and what can be done here.</summary>
internal static class Welcome
{
    private const int TokensPerLine = 13;

    public static void Greet(Client client)
    {
        ChatOptions options = client.Chat.Options;
        client.Reply(Numeric.RPL_WELCOME, $":Welcome to the {options.Network} Network, {client.User.Prefix}");
        client.Reply(Numeric.RPL_YOURHOST, $":Your host is {options.Name}, running version {Chat.Version}");
        client.Reply(Numeric.RPL_CREATED, $":This server was created {client.Chat.Started.ToString("R", CultureInfo.InvariantCulture)}");
        client.Reply(Numeric.RPL_MYINFO, $"{options.Name} {Chat.Version} io beiklmnostv beklov");
        TellSupport(client);
        TellCensus(client);
        TellMotd(client);
    }

    public static void TellSupport(Client client)
    {
        foreach (string[] tokens in Support(client.Chat.Options).Chunk(TokensPerLine))
        {
            client.Reply(Numeric.RPL_ISUPPORT, $"{string.Join(' ', tokens)} :are supported by this server");
        }
    }

    public static void TellCensus(Client client)
    {
        Census census = client.Chat.Census;
        client.Reply(Numeric.RPL_LUSERCLIENT, $":There are {census.Registered - census.Invisible} users and {census.Invisible} invisible on 1 servers");
        client.Reply(Numeric.RPL_LUSEROP, $"{census.Operators} :operator(s) online");
        client.Reply(Numeric.RPL_LUSERUNKNOWN, $"{census.Unknown} :unknown connection(s)");
        client.Reply(Numeric.RPL_LUSERCHANNELS, $"{client.Chat.Channels.Count} :channels formed");
        client.Reply(Numeric.RPL_LUSERME, $":I have {census.Registered} clients and 0 servers");
        string most = $"{census.Registered} {census.MostRegistered} :Current";
        client.Reply(Numeric.RPL_LOCALUSERS, $"{most} local users {census.Registered}, max {census.MostRegistered}");
        client.Reply(Numeric.RPL_GLOBALUSERS, $"{most} global users {census.Registered}, max {census.MostRegistered}");
    }

    public static void TellMotd(Client client)
    {
        if (client.Chat.Motd is not { } lines)
        {
            client.Reply(Numeric.ERR_NOMOTD, ":MOTD File is missing");
            return;
        }

        client.Reply(Numeric.RPL_MOTDSTART, $":- {client.Chat.Options.Name} Message of the day -");
        foreach (string line in lines)
        {
            if (client.IsTooFull("MOTD"))
            {
                break;
            }

            client.Reply(Numeric.RPL_MOTD, $":- {line}");
        }

        client.Reply(Numeric.RPL_ENDOFMOTD, ":End of /MOTD command");
    }

    /// <summary>What clients should know in advance; a limit that is off is not named, or named without a number.</summary>
    private static IEnumerable<string> Support(ChatOptions options)
    {
        string most = options.MaxTargets == 0 ? "" : options.MaxTargets.ToString(CultureInfo.InvariantCulture);
        yield return $"AWAYLEN={IdentityCommands.MaxAway}";
        yield return "CASEMAPPING=rfc1459";
        yield return $"CHANLIMIT=#:{(options.MaxChannels == 0 ? "" : options.MaxChannels.ToString(CultureInfo.InvariantCulture))}";
        yield return "CHANMODES=be,k,l,imnst";
        yield return $"CHANNELLEN={Channel.MaxNameLength}";
        yield return "CHANTYPES=#";
        yield return "ELIST=MU";
        yield return "EXCEPTS=e";
        yield return $"KEYLEN={ModeCommand.MaxKey}";
        yield return $"KICKLEN={KickCommand.MaxReason}";
        if (options.MaxLine != Wire.UsualLine - 2)
        {
            yield return $"LINELEN={options.MaxLine + 2}";
        }

        yield return $"MAXLIST=b:{MaskList.MaxCount},e:{MaskList.MaxCount}";
        yield return $"MODES={ModeCommand.MaxParameters}";
        yield return $"NAMELEN={IdentityCommands.MaxRealName}";
        yield return $"NETWORK={options.Network}";
        yield return $"NICKLEN={options.MaxNick}";
        yield return "PREFIX=(ov)@+";
        yield return "SAFELIST";
        yield return $"TARGMAX=JOIN:,KICK:{most},LIST:{most},NAMES:,NOTICE:{most},PART:,PRIVMSG:{most},TAGMSG:{most},WHOIS:1,WHOWAS:1";
        if (options.TopicLength > 0)
        {
            yield return $"TOPICLEN={options.TopicLength}";
        }

        yield return $"USERLEN={IdentityCommands.MaxUserName}";
    }
}
