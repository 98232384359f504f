namespace Load;

/// <summary>Hears what the speaker says.</summary>
internal sealed class Subscriber(BroadcastLoad load, int number) : VerifyingConnection(load, number)
{
    private readonly long _size = load.Options.Size;

    // All hear the same.
    protected override long Start => 0;

    protected override long Due => load.Said;

    protected override long Missing => load.Said - Received;

    protected override void OnVerified(int count)
    {
        load.Returned(count, (Received / _size) - ((Received - count) / _size));
        load.SpeakDue();
    }
}
