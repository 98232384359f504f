namespace ChatServer;

/// <summary>Who a client is: NICK, USER, PASS, AWAY, SETNAME.</summary>
internal static class IdentityCommands
{
    public const int MaxUserName = 18;
    public const int MaxRealName = 150;
    public const int MaxAway = 300;

    public static void Nick(Client client, IrcLine line)
    {
        string nick = line[0];
        if (nick.Length == 0)
        {
            client.Reply(Numeric.ERR_NONICKNAMEGIVEN, ":No nickname given");
        }
        else if (!IsNick(nick, client.Chat.Options.MaxNick))
        {
            client.Reply(Numeric.ERR_ERRONEUSNICKNAME, $"{line.Word(0)} :Erroneous nickname");
        }
        else if (client.Chat.FindHolder(nick) is { } holder && holder != client.User)
        {
            client.Reply(Numeric.ERR_NICKNAMEINUSE, $"{nick} :Nickname is already in use");
        }
        else if (nick != client.User.Nick)
        {
            Rename(client, nick);
        }
    }

    public static void User(Client client, IrcLine line)
    {
        if (client.User.IsRegistered)
        {
            client.Reply(Numeric.ERR_ALREADYREGISTERED, ":You may not reregister");
            return;
        }

        string name = string.Concat(line[0].Where(unit => unit > ' ' && !"@!*?:".Contains(unit, StringComparison.Ordinal)).Take(MaxUserName - 1));
        client.Registration.SetUser(name.Length == 0 ? "user" : name, Wire.Cut(line[3], MaxRealName));
        client.Registration.TryComplete();
    }

    public static void Pass(Client client, IrcLine line)
    {
        if (client.User.IsRegistered)
        {
            client.Reply(Numeric.ERR_ALREADYREGISTERED, ":You may not reregister");
        }
        else
        {
            client.Registration.SetPassword(line[0]);
        }
    }

    public static void Away(Client client, IrcLine line)
    {
        User user = client.User;
        bool isBack = line[0].Length == 0;
        user.Away = isBack ? null : Wire.Cut(line[0], MaxAway);
        client.Reply(isBack ? Numeric.RPL_UNAWAY : Numeric.RPL_NOWAWAY, isBack ? ":You are no longer marked as being away" : ":You have been marked as being away");
        client.Chat.Tell(
            client.Chat.Peers.Of(user).Where(peer => peer.Client.Has(Capability.AwayNotify)),
            $":{user.Prefix} AWAY{(isBack ? "" : $" :{user.Away}")}");
    }

    public static void SetName(Client client, IrcLine line)
    {
        User user = client.User;
        user.RealName = Wire.Cut(line[0], MaxRealName);
        client.Chat.Tell(
            client.Chat.Peers.Of(user).Prepend(user).Where(peer => peer.Client.Has(Capability.Setname)),
            $":{user.Prefix} SETNAME :{user.RealName}");
    }

    /// <summary>A nick is letters, digits and <c>[]\`_^{|}-</c>, and begins with neither a digit nor a dash (RFC 2812 2.3.1).</summary>
    private static bool IsNick(string nick, int longest) =>
        nick.Length <= longest
        && !char.IsAsciiDigit(nick[0])
        && nick[0] != '-'
        && nick.All(unit => char.IsAsciiLetterOrDigit(unit) || "[]\\`_^{|}-".Contains(unit, StringComparison.Ordinal));

    private static void Rename(Client client, string nick)
    {
        User user = client.User;
        if (!user.IsRegistered)
        {
            client.Chat.GiveNick(user, nick);
            client.Registration.TryComplete();
            return;
        }

        // Heard by the user itself, and once by each who shares a channel with it.
        client.Chat.Tell(client.Chat.Peers.Of(user).Prepend(user), $":{user.Prefix} NICK :{nick}");
        client.Chat.WhoWas.Add(user, client.Chat.UtcNow);
        client.Chat.GiveNick(user, nick);
        user.Memberships.ForEach(member => member.Channel.Names.Forget());
    }
}
