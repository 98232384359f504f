using Reactor;

namespace Load;

/// <summary>One speaker, and subscribers who must all hear every line, once and in order.</summary>
internal sealed class BroadcastLoad(EventLoop loop, LoadOptions options) : Workload(loop, options)
{
    // A server on several threads may take a moment to enter the last subscribers; nothing tells when it has.
    private static readonly TimeSpan s_entering = TimeSpan.FromMilliseconds(500);

    private readonly Subscriber[] _subscribers = new Subscriber[options.Connections];
    private readonly long _bytesPerLine = (long)options.Size * options.Connections;
    private readonly long _most = (long)options.Size * options.Connections * options.Pipeline;
    private Speaker? _speaker;

    public override int Total => base.Total + 1;

    /// <summary>Who has half-closed is no subscriber any more, and need not hear what is said at that moment.</summary>
    public override bool EndsInFlight => false;

    /// <summary>How many bytes the speaker has said.</summary>
    public long Said { get; private set; }

    public override void Begin() => SpeakDue();

    public override void EndWorkers()
    {
        _speaker!.ShutdownOutput();
        foreach (Subscriber subscriber in _subscribers)
        {
            subscriber.ShutdownOutput();
        }
    }

    /// <summary>Says the next lines, as many as may be on their way.</summary>
    public void SpeakDue()
    {
        while (Phase == Phase.Working && BytesInFlight + _bytesPerLine <= _most && _speaker!.IsOpen)
        {
            _speaker.Say(Said);
            Said += Options.Size;
            BytesInFlight += _bytesPerLine;
        }
    }

    protected override void OpenWorker(int number)
    {
        if (number < _subscribers.Length)
        {
            Connect(_subscribers[number] = new Subscriber(this, number));
        }
        else
        {
            // All others are made: it comes last, and is ready a little later.
            _speaker = new Speaker(this);
            Loop.Schedule(s_entering, () => Connect(_speaker));
        }
    }
}
