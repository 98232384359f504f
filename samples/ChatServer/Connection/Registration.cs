using Reactor;

namespace ChatServer;

/// <summary>What a client has to do before it is a user: give a nick and a name, end the negotiation of capabilities if it began one, and know the password.</summary>
internal sealed class Registration(Client client)
{
    private LoopTimer? _timer;
    private string _password = "";
    private bool _hasUser;

    /// <summary>Whether the client has begun to negotiate capabilities and has not ended that yet.</summary>
    public bool IsNegotiating { get; set; }

    /// <summary>Gives the client so much time.</summary>
    /// <param name="timeout">How long.</param>
    /// <param name="schedule">Makes the timer, which ends with the connection.</param>
    public void Begin(TimeSpan timeout, Func<TimeSpan, Action, LoopTimer> schedule)
    {
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            _timer = schedule(timeout, () => client.Disconnect("Registration timed out"));
        }
    }

    public void SetPassword(string password) => _password = password;

    /// <summary>Notes who the client says it is. The tilde says that nobody has verified it.</summary>
    public void SetUser(string userName, string realName)
    {
        client.User.UserName = "~" + userName;
        client.User.RealName = realName;
        _hasUser = true;
    }

    /// <summary>Welcomes the client if nothing is missing any more.</summary>
    public void TryComplete()
    {
        User user = client.User;
        if (user.IsRegistered || IsNegotiating || !_hasUser || user.Nick == "*")
        {
            return;
        }

        if (client.Chat.Options.Password is { } password && !Secrets.AreEqual(password, _password))
        {
            client.Reply(Numeric.ERR_PASSWDMISMATCH, ":Password incorrect");
            client.Disconnect("Bad password");
            return;
        }

        _timer?.Cancel();
        user.IsRegistered = true;
        client.Chat.Census.Register();
        Welcome.Greet(client);
    }
}
