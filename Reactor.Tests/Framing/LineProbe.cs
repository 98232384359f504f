using Reactor.Handlers;

namespace Reactor.Tests.Framing;

/// <summary>Notes what it is told, in words, and does what the test wants with each line.</summary>
internal sealed class LineProbe : LineHandler
{
    public List<string> Log { get; } = [];

    /// <summary>What to do in <see cref="OnLine"/>, after noting it.</summary>
    public Action<string>? OnEach { get; set; }

    /// <summary>What to do with a line that is too long; null for the default.</summary>
    public Action<string>? OnTooLong { get; set; }

    public Action? OnRest { get; set; }

    public CloseReason? Reason { get; private set; }

    /// <summary>Whether the last span lay in the loop's receive buffer.</summary>
    public bool WasInPlace { get; private set; }

    public void DeferResume() => Defer(ResumeReading);

    public new void RejectFrame(string message) => base.RejectFrame(message);

    protected override void OnLine(ReadOnlySpan<byte> line)
    {
        string text = FramingRig.Text(line);
        WasInPlace = line.Overlaps(Loop.Core.ReceiveBuffer);
        Log.Add($"line {text}");
        OnEach?.Invoke(text);
        Assert.That(FramingRig.Text(line), Is.EqualTo(text), "The span changed while its callback ran.");
    }

    protected override void OnLineTooLong(ReadOnlySpan<byte> start)
    {
        string text = FramingRig.Text(start);
        Log.Add($"long {text}");
        if (OnTooLong is null)
            base.OnLineTooLong(start);
        else
            OnTooLong(text);
        Assert.That(FramingRig.Text(start), Is.EqualTo(text), "The span changed while its callback ran.");
    }

    protected override void OnUnfinishedInput(ReadOnlySpan<byte> rest)
    {
        string text = FramingRig.Text(rest);
        Log.Add($"rest {text}");
        OnRest?.Invoke();
        Assert.That(FramingRig.Text(rest), Is.EqualTo(text), "The span changed while its callback ran.");
    }

    protected override void OnInputEnded()
    {
        Log.Add("end");
        base.OnInputEnded();
    }

    protected override void OnClosed(CloseReason reason)
    {
        Log.Add($"closed {reason.Kind}");
        Reason = reason;
    }
}
