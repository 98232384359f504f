namespace ChatServer;

/// <summary>A user in a channel.</summary>
internal sealed class Member(User user, Channel channel)
{
    private bool _isBanned;
    private (int Masks, int Nicks) _bannedAsOf = (-1, -1);

    public User User => user;

    public Channel Channel => channel;

    public bool IsOperator { get; set; }

    public bool IsVoiced { get; set; }

    /// <summary>The mark before the name: the highest, or all.</summary>
    public string Marks(bool all) => (IsOperator, IsVoiced) switch
    {
        (true, true) when all => "@+",
        (true, _) => "@",
        (false, true) => "+",
        _ => "",
    };

    /// <summary>Whether a ban fits the user. Worked out once: a hundred masks at every line would let a talker keep the loop busy.</summary>
    public bool IsBanned
    {
        get
        {
            (int, int) now = (channel.MaskChanges, user.NickChanges);
            if (_bannedAsOf != now)
            {
                _isBanned = channel.IsBanned(user);
                _bannedAsOf = now;
            }

            return _isBanned;
        }
    }
}
