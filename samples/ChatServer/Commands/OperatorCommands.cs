using Microsoft.Extensions.Logging;

namespace ChatServer;

/// <summary>Those who run the server: OPER, and KILL, which also reaches who holds a nick without ever registering.</summary>
internal static class OperatorCommands
{
    public static void Oper(Client client, IrcLine line)
    {
        ChatOptions options = client.Chat.Options;
        if (options.OperatorName is not { } name || options.OperatorPassword is not { } password)
        {
            client.Reply(Numeric.ERR_NOOPERHOST, ":No operators are appointed here");
        }
        else if (!Secrets.AreEqual(name, line[0]) | !Secrets.AreEqual(password, line[1]))
        {
            client.Charge(Client.HighPrice);
            client.Chat.Logger.LogWarning("{User} tried to become an operator with a wrong name or password", client.User.Prefix);
            client.Reply(Numeric.ERR_PASSWDMISMATCH, ":Password incorrect");
        }
        else if (client.User.IsOperator)
        {
            client.Reply(Numeric.RPL_YOUREOPER, ":You are now an IRC operator");
        }
        else
        {
            client.User.IsOperator = true;
            client.Chat.Census.Operators++;
            client.Chat.Logger.LogInformation("{User} has become an operator", client.User.Prefix);
            client.Reply(Numeric.RPL_YOUREOPER, ":You are now an IRC operator");
            client.Say($":{client.User.Prefix} MODE {client.User.Nick} +o");
        }
    }

    public static void Kill(Client client, IrcLine line)
    {
        if (!client.User.IsOperator)
        {
            client.Reply(Numeric.ERR_NOPRIVILEGES, ":Permission Denied- You're not an IRC operator");
        }
        else if (client.Chat.FindHolder(line[0]) is not { } victim)
        {
            client.Reply(Numeric.ERR_NOSUCHNICK, $"{line.Word(0)} :No such nick/channel");
        }
        else
        {
            client.Chat.Logger.LogInformation("{User} has killed {Victim}", client.User.Prefix, victim.Prefix);
            victim.Client.Disconnect($"Killed ({client.User.Nick} ({line[1]}))");
        }
    }
}
