namespace ChatServer;

/// <summary>How many there are of what, for LUSERS.</summary>
internal sealed class Census
{
    /// <summary>Connected but not registered.</summary>
    public int Unknown { get; set; }

    public int Registered { get; private set; }

    public int MostRegistered { get; private set; }

    public int Invisible { get; set; }

    public int Operators { get; set; }

    public void Register()
    {
        Unknown--;
        Registered++;
        MostRegistered = Math.Max(MostRegistered, Registered);
    }

    public void Leave(User user)
    {
        Registered--;
        Invisible -= user.IsInvisible ? 1 : 0;
        Operators -= user.IsOperator ? 1 : 0;
    }
}
