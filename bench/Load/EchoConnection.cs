namespace Load;

/// <summary>Keeps so many batches of messages in flight.</summary>
internal sealed class EchoConnection(Workload load, int number) : VerifyingConnection(load, number)
{
    private readonly long _size = load.Options.Size;
    private readonly long _batch = (long)load.Options.Size * load.Options.Batch;
    private readonly long _pipeline = load.Options.Pipeline;

    // Lines begin where a line begins.
    protected override long Start { get; } = load.Options.IsText ? number * 7L * load.Options.Size : number * 977L;

    /// <summary>Sends all that is due at once: as many batches as have returned.</summary>
    public void SendDue()
    {
        if (Workload.Phase == Phase.Working)
        {
            SendNext((((Received / _batch) + _pipeline) * _batch) - Sent);
        }
    }

    protected override void OnVerified(int count)
    {
        Workload.Returned(count, (Received / _size) - ((Received - count) / _size));
        SendDue();
    }
}
