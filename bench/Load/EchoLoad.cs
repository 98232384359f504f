using Reactor;

namespace Load;

/// <summary>Every connection sends, waits for the echo, and sends the next.</summary>
internal sealed class EchoLoad(EventLoop loop, LoadOptions options) : Workload(loop, options)
{
    private readonly EchoConnection[] _connections = new EchoConnection[options.Connections];

    public override void Begin()
    {
        foreach (EchoConnection connection in _connections)
        {
            connection.SendDue();
        }
    }

    public override void EndWorkers()
    {
        foreach (EchoConnection connection in _connections)
        {
            connection.ShutdownOutput();
        }
    }

    protected override void OpenWorker(int number) => Connect(_connections[number] = new EchoConnection(this, number));
}
