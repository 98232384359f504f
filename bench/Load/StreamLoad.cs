using System.Runtime.InteropServices;
using Reactor;

namespace Load;

/// <summary>Every connection sends as fast as the kernel takes it, and reads what returns.</summary>
internal sealed class StreamLoad(EventLoop loop, LoadOptions options) : Workload(loop, options)
{
    // As much at once as the server: in smaller pieces the load would be the slower side.
    private const int ReceiveLimit = 512 * 1024;
    private const int PageSize = 4096;

    private readonly StreamConnection[] _connections = new StreamConnection[options.Connections];

    private readonly byte[] _memory = GC.AllocateArray<byte>(ReceiveLimit + PageSize - 1, pinned: true);

    /// <summary>
    /// All connections receive into one buffer: what it holds is verified before the next receive. It begins with a page, because some processors
    /// (AMD's Zen 3) copy five times slower to a place that is 1 to 31 bytes further in its page than the source, and an array begins anywhere.
    /// </summary>
    public Span<byte> Buffer => _memory.AsSpan((int)(-Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0) & (PageSize - 1)), ReceiveLimit);

    /// <summary>Bytes are counted: a slow server may not return a whole message on any of its connections in a window.</summary>
    public override int CountPerMessage => Options.Size;

    public override void Begin()
    {
        foreach (StreamConnection connection in _connections)
        {
            connection.SendMore();
        }
    }

    public override void EndWorkers()
    {
        foreach (StreamConnection connection in _connections)
        {
            connection.EndOutput();
        }
    }

    protected override void OpenWorker(int number) =>
        Loop.Connect(
            Options.Server,
            socket =>
            {
                _connections[number] = new StreamConnection(this, socket, number);
                Working++;
                Opened++;
            },
            failure => Report($"connection {number}: {failure}"),
            NextSource());
}
