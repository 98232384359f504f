namespace Load;

/// <summary>Says lines. Whether the server lets the speaker hear itself is left to the server; if it does, that must be right too.</summary>
internal sealed class Speaker(BroadcastLoad load) : VerifyingConnection(load, load.Options.Connections)
{
    protected override long Start => 0;

    protected override long Due => load.Said;

    protected override long Missing => 0;

    public void Say(long position) => Send(load.Pattern.At(position, load.Options.Size));

    protected override void OnVerified(int count)
    {
    }
}
