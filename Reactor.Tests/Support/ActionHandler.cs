namespace Reactor.Tests.Support;

/// <summary>A handler that counts what it hears, and does about it what a test says.</summary>
internal sealed class ActionHandler : IHandler
{
    public Action<Registration>? Accept { get; set; }

    public Action<Registration>? Readable { get; set; }

    public Action<Registration>? Writable { get; set; }

    public Action<Registration>? Hangup { get; set; }

    public int Accepts { get; private set; }

    public int Reads { get; private set; }

    public int Writes { get; private set; }

    public int Hangups { get; private set; }

    public void OnAccept(Registration registration)
    {
        Accepts++;
        Accept?.Invoke(registration);
    }

    public void OnReadable(Registration registration)
    {
        Reads++;
        Readable?.Invoke(registration);
    }

    public void OnWritable(Registration registration)
    {
        Writes++;
        Writable?.Invoke(registration);
    }

    public void OnHangup(Registration registration)
    {
        Hangups++;
        Hangup?.Invoke(registration);
    }
}
