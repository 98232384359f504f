using System.Globalization;

namespace ChatServer;

/// <summary>CAP: which extensions a client wants (IRCv3 capability negotiation, version 302).</summary>
internal static class CapCommand
{
    public static void Cap(Client client, IrcLine line)
    {
        switch (line[0].ToUpperInvariant())
        {
            case "LS":
                client.Registration.IsNegotiating = !client.User.IsRegistered;
                if (IsNewEnough(line[1]))
                {
                    client.KeepsCapNotify = true;
                    client.Capabilities |= Capability.CapNotify;
                }

                Answer(client, "LS", Capabilities.All);
                break;
            case "LIST":
                Answer(client, "LIST", Capabilities.Names(client.Capabilities));
                break;
            case "REQ":
                client.Registration.IsNegotiating = !client.User.IsRegistered;
                Request(client, line[1]);
                break;
            case "END":
                client.Registration.IsNegotiating = false;
                client.Registration.TryComplete();
                break;
            default:
                client.Reply(Numeric.ERR_INVALIDCAPCMD, $"{line.Word(0)} :Invalid CAP command");
                break;
        }
    }

    private static bool IsNewEnough(string version) =>
        int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 302;

    /// <summary>Turns on, or with a minus off, what is asked for: all of it or, if something of it cannot be, nothing.</summary>
    private static void Request(Client client, string names)
    {
        Capability wanted = client.Capabilities;
        foreach (string name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            bool takesAway = name[0] == '-';
            if (!Capabilities.TryFind(takesAway ? name[1..] : name, out Capability capability)
                || (takesAway && capability == Capability.CapNotify && client.KeepsCapNotify))
            {
                Answer(client, "NAK", names);
                return;
            }

            wanted = takesAway ? wanted & ~capability : wanted | capability;
        }

        client.Capabilities = wanted;
        Answer(client, "ACK", names);
    }

    private static void Answer(Client client, string subcommand, string names) =>
        client.Say($":{client.Chat.Options.Name} CAP {client.User.Nick} {subcommand} :{names}");
}
