using System.Text;
using Reactor.Handlers;

namespace Reactor.Tests.Handlers;

/// <summary>A connection that writes down what is called, and does then what a test has put in.</summary>
internal sealed class Probe : ConnectionHandler
{
    private readonly MemoryStream _received = new();
    private int _depth;

    public delegate void ReceivedAction(Probe probe, ReadOnlySpan<byte> bytes);

    /// <summary>The callbacks in their order. Received bytes that come in several pieces are several calls.</summary>
    public List<string> Calls { get; } = [];

    public Action<Probe>? Connected { get; set; }

    public ReceivedAction? Received { get; set; }

    /// <summary>Instead of the default, which closes.</summary>
    public Action<Probe>? InputEnded { get; set; }

    public Action<Probe>? Drained { get; set; }

    public Action<Probe>? Stopping { get; set; }

    public Action<Probe>? Closed { get; set; }

    public CloseReason? Reason { get; private set; }

    public ConnectFailure? Failure { get; private set; }

    /// <summary>Whether a callback was ever called inside another.</summary>
    public bool WasNested { get; private set; }

    public bool IsConnected => Calls.Contains("connected");

    public bool IsClosed => Reason is not null;

    public byte[] ReceivedBytes => _received.ToArray();

    public long ReceivedCount => _received.Length;

    public string Text => Encoding.Latin1.GetString(ReceivedBytes);

    public StreamSocket Stream => Socket;

    /// <summary>What epoll watches for this connection; nothing when it is out of epoll or closed.</summary>
    public Interest Interest => Socket.Registration?.Interest ?? Interest.None;

    public int Count(string call) => Calls.Count(one => one == call);

    public SendOutcome Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    public new LoopTimer Schedule(TimeSpan delay, Action callback) => base.Schedule(delay, callback);

    public new LoopTimer ScheduleRepeating(TimeSpan period, Action callback) => base.ScheduleRepeating(period, callback);

    public new void Defer(Action task) => base.Defer(task);

    protected override void OnConnected() => Note("connected", () => Connected?.Invoke(this));

    protected override void OnConnectFailed(ConnectFailure failure)
    {
        Failure = failure;
        Note("connect failed", null);
    }

    protected override void OnReceived(ReadOnlySpan<byte> bytes)
    {
        Enter("received");
        _received.Write(bytes);
        Received?.Invoke(this, bytes);
        _depth--;
    }

    protected override void OnInputEnded() => Note("input ended", InputEnded is null ? base.OnInputEnded : () => InputEnded(this));

    protected override void OnOutputDrained() => Note("drained", () => Drained?.Invoke(this));

    protected override void OnStopping() => Note("stopping", Stopping is null ? base.OnStopping : () => Stopping(this));

    protected override void OnClosed(CloseReason reason)
    {
        Reason = reason;
        _depth = _depth > 0 && reason.Kind == CloseKind.Fault ? 0 : _depth;
        Note("closed", () => Closed?.Invoke(this));
    }

    private void Note(string call, Action? action)
    {
        Enter(call);
        action?.Invoke();
        _depth--;
    }

    // After a callback that threw the depth stays up, which is right: nothing but the last one may follow.
    private void Enter(string call)
    {
        WasNested |= _depth++ > 0;
        Calls.Add(call);
    }
}
