using System.Globalization;
using System.Text;

namespace ChatServer;

/// <summary>WHOIS and WHOWAS: all there is to know of somebody who is here, or was.</summary>
internal static class WhoIsCommand
{
    // One more channel and the longest names of server, asking and described user still fit.
    private const int RoomForChannels = 180;

    public static void WhoIs(Client client, IrcLine line)
    {
        if (line.Count > 1 && !ServerQueries.IsMeant(client, line[0]))
        {
            return;
        }

        string nick = line.List(line.Count > 1 ? 1 : 0).FirstOrDefault("");
        if (nick.Length == 0)
        {
            client.Reply(Numeric.ERR_NONICKNAMEGIVEN, ":No nickname given");
            return;
        }

        if (client.Chat.FindUser(nick) is { } user)
        {
            Describe(client, user);
        }
        else
        {
            client.Reply(Numeric.ERR_NOSUCHNICK, $"{Wire.Word(nick)} :No such nick/channel");
        }

        client.Reply(Numeric.RPL_ENDOFWHOIS, $"{Wire.Word(nick)} :End of /WHOIS list");
    }

    public static void WhoWas(Client client, IrcLine line)
    {
        string nick = line.List(0).FirstOrDefault("");
        if (nick.Length == 0)
        {
            client.Reply(Numeric.ERR_NONICKNAMEGIVEN, ":No nickname given");
            return;
        }

        bool isLimited = int.TryParse(line[1], NumberStyles.None, CultureInfo.InvariantCulture, out int most) && most > 0;
        bool isKnown = false;
        foreach (WhoWas.Entry was in client.Chat.WhoWas.Find(nick).Take(isLimited ? most : int.MaxValue))
        {
            isKnown = true;
            if (client.IsTooFull("WHOWAS"))
            {
                break;
            }

            client.Reply(Numeric.RPL_WHOWASUSER, $"{was.Nick} {was.UserName} {was.Host} * :{was.RealName}");
            client.Reply(Numeric.RPL_WHOISSERVER, $"{was.Nick} {client.Chat.Options.Name} :{Chat.Timestamp(was.Until)}");
        }

        if (!isKnown)
        {
            client.Reply(Numeric.ERR_WASNOSUCHNICK, $"{Wire.Word(nick)} :There was no such nickname");
        }

        client.Reply(Numeric.RPL_ENDOFWHOWAS, $"{Wire.Word(nick)} :End of WHOWAS");
    }

    private static void Describe(Client client, User user)
    {
        Chat chat = client.Chat;
        client.Reply(Numeric.RPL_WHOISUSER, $"{user.Nick} {user.UserName} {user.Host} * :{user.RealName}");
        TellChannels(client, user);
        client.Reply(Numeric.RPL_WHOISSERVER, $"{user.Nick} {chat.Options.Name} :{chat.Options.Network}");
        if (user.IsOperator)
        {
            client.Reply(Numeric.RPL_WHOISOPERATOR, $"{user.Nick} :is an IRC operator");
        }

        if (user.Away is { } away)
        {
            client.Reply(Numeric.RPL_AWAY, $"{user.Nick} :{away}");
        }

        long idle = (long)(chat.UtcNow - user.LastSpoke).TotalSeconds;
        client.Reply(Numeric.RPL_WHOISIDLE, $"{user.Nick} {idle} {user.SignOn.ToUnixTimeSeconds()} :seconds idle, signon time");
    }

    private static void TellChannels(Client client, User user)
    {
        StringBuilder names = new();
        foreach (Member member in user.Memberships)
        {
            if (!member.Channel.IsVisibleTo(client.User))
            {
                continue;
            }

            names.Append(names.Length > 0 ? " " : "").Append(member.Marks(client.Has(Capability.MultiPrefix))).Append(member.Channel.Name);
            if (names.Length > RoomForChannels)
            {
                client.Reply(Numeric.RPL_WHOISCHANNELS, $"{user.Nick} :{names}");
                names.Clear();
            }
        }

        if (names.Length > 0)
        {
            client.Reply(Numeric.RPL_WHOISCHANNELS, $"{user.Nick} :{names}");
        }
    }
}
