/// <summary>Sends back what it receives.</summary>
internal sealed class EchoConnection(Action<Connection> returnTo) : Connection
{
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);

    protected override Memory<byte> Space => _buffer;

    protected override bool OnReceived(int count) => SendThenReceive(_buffer.AsMemory(0, count));

    protected override void Close()
    {
        base.Close();
        returnTo(this);
    }
}
