using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Reactor;
using Reactor.Handlers;

/// <summary>One client: joins a channel, speaks when it is told to, and checks what it hears.</summary>
internal sealed class Talker(Crowd crowd, int number) : LineHandler
{
    private long _expected;

    public string Nick { get; } = string.Create(CultureInfo.InvariantCulture, $"u{number}");

    public string Channel { get; } = string.Create(CultureInfo.InvariantCulture, $"#c{number % crowd.Options.Channels}");

    public bool IsStalled { get; private set; }

    public bool HasJoined { get; private set; }

    /// <summary>Says lines in the channel, numbered, with the time.</summary>
    public void Speak(long first, int count)
    {
        StringBuilder text = new();
        for (long line = first; line < first + count; line++)
        {
            string start = string.Create(CultureInfo.InvariantCulture, $"{line} {Stopwatch.GetTimestamp()} ");
            text.Append(CultureInfo.InvariantCulture, $"PRIVMSG {Channel} :{start.PadRight(crowd.Options.Size, '.')}\r\n");
        }

        Send(Encoding.ASCII.GetBytes(text.ToString()));
        _expected = first + count;
    }

    public void Stall()
    {
        IsStalled = true;
        Socket.ReceiveBufferSize = 4096;
        PauseReading();
    }

    /// <summary>Reads again, if only to see that the connection is gone.</summary>
    public void Wake() => ResumeReading();

    protected override void OnConnected() => Send(Encoding.ASCII.GetBytes($"NICK {Nick}\r\nUSER {Nick} 0 * :{Nick}\r\nJOIN {Channel}\r\n"));

    protected override void OnConnectFailed(ConnectFailure failure) => crowd.Fail($"{Nick} could not connect: {failure}");

    protected override void OnLine(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("PING "u8))
        {
            Send("PONG "u8);
            SendLine(line[5..]);
        }
        else if (line.StartsWith("ERROR "u8))
        {
            crowd.Fail($"{Nick}: {Encoding.Latin1.GetString(line)}");
        }
        else if (!HasJoined)
        {
            HasJoined = line.IndexOf(" 366 "u8) >= 0;
            crowd.Joined += HasJoined ? 1 : 0;
        }
        else if (line.IndexOf(" PRIVMSG "u8) is > 0 and int at)
        {
            Hear(line[at..]);
        }
        else if (line.IndexOf(" QUIT :"u8) is > 0 and int quit)
        {
            crowd.Quits.Add(Encoding.Latin1.GetString(line[(quit + 7)..]));
        }
    }

    protected override void OnClosed(CloseReason reason) => crowd.Closed(this, reason);

    private void Hear(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line[(line.IndexOf((byte)':') + 1)..];
        if (!Utf8Parser.TryParse(text, out long heard, out int length) || !Utf8Parser.TryParse(text[(length + 1)..], out long sent, out _))
        {
            crowd.Fail($"{Nick} heard what nobody said");
            return;
        }

        if (heard != _expected)
        {
            crowd.Fail($"{Nick} expected line {_expected} and heard line {heard}");
        }

        _expected = heard + 1;
        crowd.Hear(Stopwatch.GetElapsedTime(sent));
    }
}
