using System.Collections.Frozen;

namespace ChatServer;

/// <summary>What the server understands.</summary>
internal static class CommandTable
{
    private const int LongestName = 32; // Of an unknown command, in the answer.

    private static readonly FrozenDictionary<string, Command> s_commands = new Command[]
    {
        // Before and after registration.
        new("CAP", 1, CapCommand.Cap, Early: true),
        new("NICK", 0, IdentityCommands.Nick, Early: true),
        new("PASS", 1, IdentityCommands.Pass, Early: true),
        new("PING", 0, SessionCommands.Ping, Early: true),
        new("PONG", 0, SessionCommands.Pong, Early: true),
        new("QUIT", 0, SessionCommands.Quit, Early: true),
        new("USER", 4, IdentityCommands.User, Early: true),

        // About oneself.
        new("AWAY", 0, IdentityCommands.Away),
        new("SETNAME", 1, IdentityCommands.SetName),

        // Channels.
        new("INVITE", 0, InviteCommand.Invite),
        new("JOIN", 1, JoinCommand.Join),
        new("KICK", 2, KickCommand.Kick),
        new("LIST", 0, ListCommand.List),
        new("MODE", 1, ModeCommand.Mode),
        new("NAMES", 0, NamesCommand.Names),
        new("PART", 1, PartCommand.Part),
        new("TOPIC", 1, TopicCommand.Topic),

        // Messages.
        new("NOTICE", 0, MessageCommands.Notice),
        new("PRIVMSG", 0, MessageCommands.PrivMsg),
        new("TAGMSG", 0, MessageCommands.TagMsg),

        // Who is who.
        new("ISON", 1, UserQueries.IsOn),
        new("USERHOST", 1, UserQueries.UserHost),
        new("WHO", 0, WhoCommand.Who),
        new("WHOIS", 0, WhoIsCommand.WhoIs),
        new("WHOWAS", 0, WhoIsCommand.WhoWas),

        // For those who run the server.
        new("KILL", 2, OperatorCommands.Kill),
        new("OPER", 2, OperatorCommands.Oper),

        // About the server.
        new("ADMIN", 0, ServerQueries.Admin),
        new("INFO", 0, ServerQueries.Info),
        new("LINKS", 0, ServerQueries.Links),
        new("LUSERS", 0, ServerQueries.LUsers),
        new("MOTD", 0, ServerQueries.Motd),
        new("STATS", 0, ServerQueries.Stats),
        new("TIME", 0, ServerQueries.Time),
        new("VERSION", 0, ServerQueries.Version),
    }.ToFrozenDictionary(command => command.Name);

    public static IEnumerable<string> Names => s_commands.Keys.Order(StringComparer.Ordinal);

    public static void Run(Client client, IrcLine line)
    {
        if (!s_commands.TryGetValue(line.Command, out Command? command))
        {
            client.Reply(Numeric.ERR_UNKNOWNCOMMAND, $"{Wire.Word(Wire.Cut(line.Command, LongestName))} :Unknown command");
        }
        else if (!client.User.IsRegistered && !command.Early)
        {
            // Nothing may ever be answered to a NOTICE (RFC 2812 3.3.2).
            if (command.Name != "NOTICE")
            {
                client.Reply(Numeric.ERR_NOTREGISTERED, ":You have not registered");
            }
        }
        else if (line.Count < command.Parameters || (command.Parameters > 0 && line[command.Parameters - 1].Length == 0 && !command.Early))
        {
            client.Reply(Numeric.ERR_NEEDMOREPARAMS, $"{command.Name} :Not enough parameters");
        }
        else
        {
            client.Chat.CommandUses.Count(command.Name);
            command.Run(client, line);
        }
    }

    /// <summary>A command.</summary>
    /// <param name="Name">In capitals.</param>
    /// <param name="Parameters">How many it needs.</param>
    /// <param name="Run">What it does.</param>
    /// <param name="Early">Whether it can be used before registration.</param>
    private sealed record Command(string Name, int Parameters, Action<Client, IrcLine> Run, bool Early = false);
}
