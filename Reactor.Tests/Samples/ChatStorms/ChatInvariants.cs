using ChatServer;

namespace Reactor.Tests.Samples.ChatStorms;

/// <summary>What must hold of the server's state between any two lines, whoever said what.</summary>
internal static class ChatInvariants
{
    /// <summary>Fails if something does not hold.</summary>
    /// <param name="chat">The server.</param>
    /// <param name="open">The connections that it has.</param>
    public static void Check(Chat chat, IEnumerable<Client> open)
    {
        List<Client> clients = [.. open];
        foreach (User user in chat.Holders)
        {
            Require(clients.Exists(client => client.User == user), () => $"{user.Prefix} has no connection");
            Require(chat.FindHolder(user.Nick) == user, () => $"{user.Prefix} is not to be found under its nick");
            CheckUser(chat, user);
        }

        foreach (Channel channel in chat.Channels)
            CheckChannel(chat, channel);
        foreach (Client client in clients.Where(client => client.User.Nick != "*" && client.IsOpen))
            Require(chat.FindHolder(client.User.Nick) == client.User, () => $"{client.User.Prefix} is connected, but not to be found");
        CheckCounters(chat, clients);
    }

    /// <summary>Everybody has gone: so must have all that was known of them, and every line that was shared between them.</summary>
    public static void CheckNothingIsLeft(Chat chat)
    {
        Check(chat, []);
        Require(chat.Holders.Count == 0 && chat.Channels.Count == 0 && chat.Addresses.All.Count == 0, () => "somebody or something is left");
        Require(chat.Loop.Core.SmallBlocks.Rented == 0 && chat.Loop.Core.Blocks.Rented == 0, () => "memory for lines was not given back");
    }

    private static void CheckUser(Chat chat, User user)
    {
        Require(user.IsRegistered || (user.Memberships.Count == 0 && user.Invitations.Count == 0), () => $"{user.Prefix} is somewhere before it is registered");
        foreach (Member member in user.Memberships)
        {
            Require(member.User == user && member.Channel.Find(user) == member, () => $"{user.Prefix} is in {member.Channel.Name}, which does not know it");
            Require(chat.FindChannel(member.Channel.Name) == member.Channel, () => $"{user.Prefix} is in {member.Channel.Name}, which is gone");
        }

        Require(user.Memberships.DistinctBy(member => member.Channel).Count() == user.Memberships.Count, () => $"{user.Prefix} is somewhere twice");
        foreach (Channel channel in user.Invitations)
        {
            Require(chat.FindChannel(channel.Name) == channel, () => $"{user.Prefix} is invited to {channel.Name}, which is gone");
            Require(channel.Invited.Contains(user), () => $"{user.Prefix} is invited to {channel.Name}, which does not know it");
        }
    }

    private static void CheckChannel(Chat chat, Channel channel)
    {
        Require(channel.Count > 0, () => $"{channel.Name} is empty");
        Require(chat.FindChannel(channel.Name) == channel, () => $"{channel.Name} is not to be found under its name");
        foreach (Member member in channel.Members)
        {
            Require(member.User.IsRegistered && chat.FindUser(member.User.Nick) == member.User, () => $"{member.User.Prefix} is in {channel.Name}, but gone");
            Require(member.Channel == channel && member.User.Memberships.Contains(member), () => $"{member.User.Prefix} does not know that it is in {channel.Name}");
        }

        foreach (User user in channel.Invited)
        {
            Require(chat.FindUser(user.Nick) == user, () => $"{user.Prefix} is invited to {channel.Name}, but gone");
            Require(user.Invitations.Contains(channel), () => $"{user.Prefix} does not know that it is invited to {channel.Name}");
            Require(channel.Find(user) is null, () => $"{user.Prefix} is invited to {channel.Name} and there already");
        }
    }

    private static void CheckCounters(Chat chat, List<Client> clients)
    {
        List<User> users = [.. chat.Users];
        Census census = chat.Census;
        Require(census.Registered == users.Count, () => $"{census.Registered} users are counted, but there are {users.Count}");
        Require(census.MostRegistered >= users.Count, () => "there were never so many users, it says");
        Require(census.Invisible == users.Count(user => user.IsInvisible), () => $"{census.Invisible} invisible users are counted");
        Require(census.Operators == users.Count(user => user.IsOperator), () => $"{census.Operators} operators are counted");
        int unknown = clients.Count(client => client.IsOpen && !client.User.IsRegistered);
        Require(census.Unknown == unknown, () => $"{census.Unknown} unregistered connections are counted, but there are {unknown}");
        Dictionary<string, int> addresses = clients.CountBy(client => client.User.Host).ToDictionary();
        Require(addresses.Count == chat.Addresses.All.Count, () => "addresses are counted from which nobody is connected");
        foreach ((string host, int count) in addresses)
            Require(chat.Addresses.All.GetValueOrDefault(host) == count, () => $"{count} are connected from {host}, but not counted so");
    }

    private static void Require(bool holds, Func<string> complaint)
    {
        if (!holds)
            throw new AssertionException($"The server's state is broken: {complaint()}.");
    }
}
