using System.Text;

namespace ChatServer;

/// <summary>Short questions about nicks: ISON, USERHOST.</summary>
internal static class UserQueries
{
    private const int MostHosts = 5;

    public static void IsOn(Client client, IrcLine line) =>
        Answer(client, Numeric.RPL_ISON, Words(line).Select(client.Chat.FindUser).OfType<User>().Select(user => user.Nick));

    public static void UserHost(Client client, IrcLine line) =>
        Answer(client, Numeric.RPL_USERHOST, Words(line).Take(MostHosts).Select(client.Chat.FindUser).OfType<User>().Select(Describe));

    /// <summary>Says as many words as fit into a line. Half a nick would perhaps be another one.</summary>
    private static void Answer(Client client, Numeric numeric, IEnumerable<string> words)
    {
        int room = client.Chat.Options.MaxLine - $":{client.Chat.Options.Name} 303 {client.User.Nick} :".Length;
        StringBuilder text = new();
        foreach (string word in words)
        {
            string next = text.Length > 0 ? $" {word}" : word;
            if (text.Length + next.Length > room)
            {
                break;
            }

            text.Append(next);
        }

        client.Reply(numeric, $":{text}");
    }

    private static string Describe(User user) =>
        $"{user.Nick}{(user.IsOperator ? "*" : "")}={(user.Away is null ? '+' : '-')}{user.UserName}@{user.Host}";

    /// <summary>Nicks come as parameters of their own, or several in the last one.</summary>
    private static IEnumerable<string> Words(IrcLine line) =>
        Enumerable.Range(0, line.Count).SelectMany(index => line[index].Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
