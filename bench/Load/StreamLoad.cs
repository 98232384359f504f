using Reactor;

namespace Load;

/// <summary>Every connection sends as fast as the kernel takes it, and reads what returns.</summary>
internal sealed class StreamLoad(EventLoop loop, LoadOptions options) : Workload(loop, options)
{
    // What is verified should still be in the cache.
    private const int ReceiveLimit = 256 * 1024;

    private readonly StreamConnection[] _connections = new StreamConnection[options.Connections];

    /// <summary>All connections receive into one buffer: what it holds is verified before the next receive.</summary>
    public byte[] Buffer { get; } = GC.AllocateArray<byte>(ReceiveLimit, pinned: true);

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
