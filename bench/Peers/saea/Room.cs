/// <summary>All who are connected. Their callbacks come on any thread.</summary>
internal sealed class Room
{
    private readonly HashSet<Member> _members = [];
    private readonly Lock _lock = new();

    public void Enter(Member member)
    {
        lock (_lock)
        {
            _members.Add(member);
        }
    }

    public void Leave(Member member)
    {
        lock (_lock)
        {
            _members.Remove(member);
        }
    }

    public void Say(Member speaker, byte[] lines)
    {
        lock (_lock)
        {
            foreach (Member member in _members)
            {
                if (member != speaker)
                {
                    member.Hear(lines);
                }
            }
        }
    }
}
