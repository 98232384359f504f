using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;

/// <summary>Answers each line with itself; the answers of one read leave together.</summary>
internal sealed class LineConnection(Action<Connection> returnTo) : Connection
{
    private readonly LineInput _input = new();
    private readonly ArrayBufferWriter<byte> _answers = new();

    protected override Memory<byte> Space => _input.Free;

    public override void Start(Socket socket)
    {
        _input.Clear();
        base.Start(socket);
    }

    protected override bool OnReceived(int count)
    {
        _answers.ResetWrittenCount();
        if (!_input.TryTake(count, _answers))
        {
            Close();
            return false;
        }

        return _answers.WrittenCount == 0 || SendThenReceive(MemoryMarshal.AsMemory(_answers.WrittenMemory));
    }

    protected override void Close()
    {
        base.Close();
        returnTo(this);
    }
}
