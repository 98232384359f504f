namespace ChatServer;

/// <summary>Short questions about nicks: ISON, USERHOST.</summary>
internal static class UserQueries
{
    private const int MostHosts = 5;

    public static void IsOn(Client client, IrcLine line)
    {
        IEnumerable<string> present = Words(line).Select(client.Chat.FindUser).OfType<User>().Select(user => user.Nick);
        client.Reply(Numeric.RPL_ISON, $":{string.Join(' ', present)}");
    }

    public static void UserHost(Client client, IrcLine line)
    {
        IEnumerable<string> hosts = Words(line).Take(MostHosts).Select(client.Chat.FindUser).OfType<User>().Select(Describe);
        client.Reply(Numeric.RPL_USERHOST, $":{string.Join(' ', hosts)}");
    }

    private static string Describe(User user) =>
        $"{user.Nick}{(user.IsOperator ? "*" : "")}={(user.Away is null ? '+' : '-')}{user.UserName}@{user.Host}";

    /// <summary>Nicks come as parameters of their own, or several in the last one.</summary>
    private static IEnumerable<string> Words(IrcLine line) =>
        Enumerable.Range(0, line.Count).SelectMany(index => line[index].Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
