using Microsoft.Extensions.Logging;
using Reactor;
using Reactor.Handlers;

namespace ChatServer;

/// <summary>A connection: takes lines in, hands them to the commands, and sees to it that its user leaves when it ends.</summary>
internal sealed partial class Client : LineHandler
{
    private const int PriceOfSearch = 10;

    private readonly FloodGate _flood;
    private PingWatch? _pings;
    private LoopTimer? _resume;
    private int _price = 1;
    private bool _hasLeft;

    public Client(Chat chat)
    {
        Chat = chat;
        Options = chat.ConnectionOptions;
        MaxLineLength = Wire.MaxTags + Wire.MaxMessage;
        _flood = new FloodGate(chat.Options.FloodRate, chat.Options.FloodBurst);
        Registration = new Registration(this);
        User = new User(this, "", default);
    }

    public Chat Chat { get; }

    public User User { get; private set; }

    public Registration Registration { get; }

    public Capability Capabilities { get; set; }

    public bool Has(Capability capability) => (Capabilities & capability) != 0;

    /// <summary>Lets a line that has the server look at everybody count as several: a burst of them would hold up the loop.</summary>
    public void ChargeForSearch() => _price = PriceOfSearch;

    /// <summary>Ends the connection in order: the others hear why, the client hears it too, and gets all that was sent to it before.</summary>
    public void Disconnect(string reason)
    {
        if (!IsOpen)
        {
            return;
        }

        Leave(reason);
        EndLabel();
        Say($"ERROR :Closing Link: {User.Host} ({reason})");
        Close();
    }

    protected override void OnConnected()
    {
        User = new User(this, Addresses.HostOf(RemoteEndPoint), Chat.UtcNow);
        Chat.Census.Unknown++;
        if (Chat.Addresses.Add(User.Host) > ChatOptions.Most(Chat.Options.MaxPerAddress))
        {
            Disconnect("Too many connections from your address");
            return;
        }

        Registration.Begin(Chat.Options.RegistrationTimeout, Schedule);
        if (Chat.Options.PingTimeout != Timeout.InfiniteTimeSpan)
        {
            _pings = new PingWatch(this, Chat.Options.PingTimeout);
            _pings.Begin(Schedule);
        }
    }

    protected override void OnLine(ReadOnlySpan<byte> line)
    {
        switch (IrcLine.Parse(line, out IrcLine parsed))
        {
            case LineFault.None:
                Handle(parsed);
                break;
            case LineFault.TooLong:
                Reply(Numeric.ERR_INPUTTOOLONG, ":Input line was too long");
                break;
        }

        Throttle();
    }

    protected override void OnLineTooLong(ReadOnlySpan<byte> start)
    {
        Reply(Numeric.ERR_INPUTTOOLONG, ":Input line was too long");
        Throttle();
    }

    protected override void OnInputEnded() => Disconnect("Remote host closed the connection");

    protected override void OnStopping()
    {
        Chat.IsStopping = true;
        Disconnect("Server shutting down");
    }

    protected override void OnClosed(CloseReason reason)
    {
        Leave(Describe(reason));
        Chat.Addresses.Remove(User.Host);
        if (Chat.Logger.IsEnabled(LogLevel.Debug))
        {
            Chat.Logger.LogDebug("{Peer} closed: {Reason}", RemoteEndPoint, reason);
        }
    }

    private static string Describe(CloseReason reason) => reason.Kind switch
    {
        CloseKind.OutputLimit => "SendQ exceeded",
        CloseKind.Failed => "Connection reset by peer",
        CloseKind.Fault => "Internal error",
        CloseKind.StopDeadline or CloseKind.LoopClosed => "Server shutting down",
        _ => "Remote host closed the connection",
    };

    private void Handle(IrcLine line)
    {
        BeginLabel(line.Label);
        CommandTable.Run(this, line);
        EndLabel();
    }

    /// <summary>Reads no further for a while if there was too much. The lines that have arrived already are kept and come later.</summary>
    private void Throttle()
    {
        _pings?.Hear();
        TimeSpan wait = _flood.Spend(Loop.Now, _price);
        _price = 1;
        if (wait == TimeSpan.Zero || !IsOpen)
        {
            return;
        }

        PauseReading();
        _resume ??= Schedule(wait, ResumeReading);
        _resume.Restart(wait);
    }

    private void Leave(string reason)
    {
        if (!_hasLeft)
        {
            _hasLeft = true;
            Chat.Quit(User, reason);
        }
    }
}
