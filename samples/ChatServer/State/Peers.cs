namespace ChatServer;

/// <summary>Visits everybody who shares a channel with a user, once, however many channels they share.</summary>
internal sealed class Peers
{
    private long _round;

    /// <summary>Those who see what a user does, without the user.</summary>
    public IEnumerable<User> Of(User user)
    {
        long round = ++_round;
        user.Visited = round;
        foreach (Member membership in user.Memberships)
        {
            foreach (Member member in membership.Channel.Members)
            {
                if (member.User.Visited != round)
                {
                    member.User.Visited = round;
                    yield return member.User;
                }
            }
        }
    }
}
