using Reactor.Handlers;

namespace Reactor.Tests.Framing;

/// <summary>Notes the messages it is sent, and does what the test wants with each.</summary>
internal sealed class MessageProbe : LengthPrefixedHandler
{
    public List<byte[]> Messages { get; } = [];

    public Action<byte[]>? OnEach { get; set; }

    public int UnfinishedLength { get; private set; }

    public CloseReason? Reason { get; private set; }

    public void DeferResume() => Defer(ResumeReading);

    protected override void OnMessage(ReadOnlySpan<byte> message)
    {
        byte[] copy = message.ToArray();
        Messages.Add(copy);
        OnEach?.Invoke(copy);
        Assert.That(message.SequenceEqual(copy), "The span changed while its callback ran.");
    }

    protected override void OnUnfinishedInput(ReadOnlySpan<byte> rest) => UnfinishedLength = rest.Length;

    protected override void OnClosed(CloseReason reason) => Reason = reason;
}
