using Reactor;
using Reactor.Handlers;

/// <summary>All who are connected.</summary>
internal sealed class Room(EventLoop loop)
{
    private readonly HashSet<Member> _members = [];
    private readonly byte[] _line = new byte[PeerOptions.MaxLine + 2];

    public void Enter(Member member) => _members.Add(member);

    public void Leave(Member member) => _members.Remove(member);

    public void Say(Member speaker, ReadOnlySpan<byte> line)
    {
        line.CopyTo(_line);
        "\r\n"u8.CopyTo(_line.AsSpan(line.Length));
        using SharedPayload payload = SharedPayload.Create(loop, _line.AsSpan(0, line.Length + 2));
        foreach (Member member in _members)
        {
            if (member != speaker)
            {
                member.Send(payload);
            }
        }
    }
}

/// <summary>One who hears what the others say. Somebody who reads slowly is still heard.</summary>
internal sealed class Member : LineHandler
{
    private static readonly ConnectionOptions Hearing = new() { PauseReadingOnHighOutput = false };

    private readonly Room _room;

    public Member(Room room)
    {
        _room = room;
        Options = Hearing;
        MaxLineLength = PeerOptions.MaxLine;
    }

    protected override void OnConnected() => _room.Enter(this);

    protected override void OnLine(ReadOnlySpan<byte> line) => _room.Say(this, line);

    protected override void OnClosed(CloseReason reason) => _room.Leave(this);
}
