using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Reactor;
using Reactor.Handlers;

namespace ChatServer;

/// <summary>A connection: takes lines in, hands them to the commands, and sees to it that its user leaves when it ends.</summary>
internal sealed partial class Client : LineHandler
{
    /// <summary>What a line costs that has the server look at everybody, or that guesses at a password.</summary>
    public const int HighPrice = 10;

    private FloodGate? _flood;
    private string _place = "";
    private PingWatch? _pings;
    private LoopTimer? _resume;
    private int _price = 1;
    private bool _hasLeft;

    public Client(Chat chat)
    {
        Chat = chat;
        Options = chat.ConnectionOptions;
        MaxLineLength = Wire.MaxTags + chat.Options.MaxLine;
        Registration = new Registration(this);
        User = new User(this, "", default);
    }

    public Chat Chat { get; }

    public User User { get; private set; }

    public Registration Registration { get; }

    public Capability Capabilities { get; set; }

    /// <summary>Whether the client speaks version 302: then it may not give up <c>cap-notify</c> (IRCv3 capability negotiation).</summary>
    public bool KeepsCapNotify { get; set; }

    public bool Has(Capability capability) => (Capabilities & capability) != 0;

    /// <summary>Lets the line in hand count as several: one for each thing that it is about, or a burst of such lines would hold up the loop.</summary>
    public void Charge(int lines) => _price = Math.Max(_price, lines);

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
        Chat.Witness?.OnConnected(this);
        User = new User(this, Addresses.HostOf(RemoteEndPoint), Chat.UtcNow);
        Chat.Census.Unknown++;
        _place = Addresses.PlaceOf(RemoteEndPoint);
        if (Chat.Addresses.Add(_place) > ChatOptions.Most(Chat.Options.MaxPerAddress))
        {
            Disconnect("Too many connections from your address");
            return;
        }

        if (Chat.Logger.IsEnabled(LogLevel.Debug))
        {
            Chat.Logger.LogDebug("{Peer} connected", RemoteEndPoint);
        }

        Registration.Begin(Chat.Options.RegistrationTimeout, Schedule);
        if (Chat.Options.PingTimeout != Timeout.InfiniteTimeSpan)
        {
            _pings = new PingWatch(this, Chat.Options.PingTimeout);
            _pings.Begin(Schedule);
        }

        // To come costs a line as well, and who came back just now has what it had left.
        _flood = Chat.Addresses.Gate(_place, Chat.Options, Loop.Now);
        Throttle();
    }

    protected override void OnLine(ReadOnlySpan<byte> line)
    {
        Chat.Witness?.OnLine(this, line, isWhole: true);
        switch (IrcLine.Parse(line, out IrcLine parsed, Chat.Options.MaxLine))
        {
            case LineFault.None:
                Handle(parsed);
                break;
            case LineFault.TooLong:
                BeginLabel(parsed.Label);
                Reply(Numeric.ERR_INPUTTOOLONG, ":Input line was too long");
                EndLabel();
                break;
        }

        Throttle();
    }

    protected override void OnLineTooLong(ReadOnlySpan<byte> start)
    {
        Chat.Witness?.OnLine(this, start, isWhole: false);
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
        Chat.Witness?.OnClosed(this);
        Chat.Addresses.Remove(_place, _flood, Loop.Now);
        if (Chat.Logger.IsEnabled(LogLevel.Debug))
        {
            Chat.Logger.LogDebug("{Peer} closed: {Reason}", RemoteEndPoint, reason);
        }
    }

    private static string Describe(CloseReason reason) => reason.Kind switch
    {
        CloseKind.OutputLimit => "SendQ exceeded",
        CloseKind.Failed when reason.Error == SocketError.TimedOut => "Connection timed out",
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
        TimeSpan wait = _flood?.Spend(Loop.Now, _price) ?? TimeSpan.Zero;
        _price = 1;
        if (wait == TimeSpan.Zero || !IsOpen)
        {
            return;
        }

        Chat.Addresses.Note(_place, _flood!, Loop.Now);
        PauseReading();
        _resume ??= Schedule(wait, ResumeReading);
        _resume.Restart(wait);
    }

    private void Leave(string reason)
    {
        if (!_hasLeft)
        {
            _hasLeft = true;
            Chat.Witness?.OnLeaving(this, reason);
            Chat.Quit(User, reason);
        }
    }
}
