using Reactor;

namespace Load;

/// <summary>Connections that come and go, so many at a time.</summary>
internal sealed class ChurnLoad(EventLoop loop, LoadOptions options) : Workload(loop, options)
{
    private int _number;

    public override int Total => Options.Idle;

    public override bool EndsInFlight => false;

    public override bool IsQuiet => Working == 0;

    public override void Begin()
    {
        while (Working < Options.Connections)
        {
            Start();
        }
    }

    /// <summary>Every connection of the churn has been ended already.</summary>
    public override void EndWorkers() => StopIfQuiet();

    public void Start()
    {
        Working++;
        Connect(new ChurnConnection(this, _number++));
    }

    protected override void OpenWorker(int number)
    {
    }
}
