using Reactor.Handlers;

namespace Reactor.Tests.Stopping;

/// <summary>Echoes, and notes how it fares. What it does on stopping can be replaced.</summary>
internal sealed class ProbeConnection : ConnectionHandler
{
    public List<CloseReason> Closed { get; } = [];

    public int Stoppings { get; private set; }

    public List<ConnectFailure> Failures { get; } = [];

    public Action<ProbeConnection>? Stopping { get; init; }

    public Action<ProbeConnection>? AfterClosed { get; init; }

    public Action<ProbeConnection>? AfterFailure { get; init; }

    protected override void OnReceived(ReadOnlySpan<byte> bytes) => Send(bytes);

    protected override void OnStopping()
    {
        Stoppings++;
        if (Stopping is { } stopping)
        {
            stopping(this);
        }
        else
        {
            base.OnStopping();
        }
    }

    protected override void OnConnectFailed(ConnectFailure failure)
    {
        Failures.Add(failure);
        AfterFailure?.Invoke(this);
    }

    protected override void OnClosed(CloseReason reason)
    {
        Closed.Add(reason);
        AfterClosed?.Invoke(this);
    }
}
