using System.Globalization;
using System.Net;
using System.Text;
using ChatServer;
using Reactor.Handlers;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>
/// Somebody on the server. What is expected is said as a whole: <see cref="Hears(string[])"/> sends a PING with a word of its own, and what came before
/// its PONG has to be exactly that. In what is expected, <c>(n)</c> stands for any number and <c>(t)</c> for any time.
/// </summary>
internal sealed class IrcClient : LineHandler
{
    private readonly ChatFixture _chat;
    private readonly List<string> _lines = [];
    private int _pings;
    private int _pongs;
    private bool _hasSpoken;
    private bool _isReading = true;
    private string _host = "";

    public IrcClient(ChatFixture chat, string nick)
    {
        _chat = chat;
        Nick = nick;
        UserName = $"~{nick}";
        MaxLineLength = 10_000;
    }

    public string Nick { get; set; }

    public string UserName { get; }

    /// <summary>How long a line may be that this client gets, without tags.</summary>
    public int LongestLine { get; set; } = 510;

    public bool IsConnected { get; private set; }

    public CloseReason? Ended { get; private set; }

    /// <summary>Who the messages of this client come from.</summary>
    public string Prefix => $":{Nick}!{UserName}@{_host}";

    /// <summary>What has come and was not looked at.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>A numeric as this client gets it.</summary>
    public string Reply(Numeric numeric, string rest) => string.Create(CultureInfo.InvariantCulture, $":chat.local {(int)numeric:D3} {Nick} {rest}");

    public void Say(params string[] lines)
    {
        foreach (string line in lines)
            SendText(line + "\r\n");
    }

    /// <summary>Sends text as it is, one byte for a character.</summary>
    public void SendText(string text)
    {
        _hasSpoken = true;
        Send(Encoding.Latin1.GetBytes(text));
    }

    /// <summary>Says a line and hears the answer.</summary>
    public void Asks(string line, params string[] answer)
    {
        Say(line);
        Hears(answer);
    }

    /// <summary>Says a line, and the answer is one numeric.</summary>
    public void Asks(string line, Numeric numeric, string rest) => Asks(line, Reply(numeric, rest));

    /// <summary>What has come since it was asked last is exactly this.</summary>
    public void Hears(params string[] lines) => Assert.That(Masked(Take(), lines), Is.EqualTo(lines), $"What {Nick} hears.");

    /// <summary>One line has come and nothing else: a numeric.</summary>
    public void Hears(Numeric numeric, string rest) => Hears(Reply(numeric, rest));

    /// <summary>The last that has come is this, and then the connection has ended.</summary>
    public void HearsLast(params string[] lines)
    {
        _chat.RunUntil(() => Ended is not null, $"{Nick} is disconnected");
        Assert.That(Masked([.. _lines], lines), Is.EqualTo(lines), $"What {Nick} hears at the end.");
    }

    /// <summary>Says a line, and takes what comes.</summary>
    public string[] Ask(string line)
    {
        Say(line);
        return Take();
    }

    /// <summary>Forgets what has come.</summary>
    public void Skip() => Take();

    /// <summary>What has come since it was asked last.</summary>
    public string[] Take()
    {
        _chat.Settle();
        Sync();
        string[] lines = [.. _lines];
        _lines.Clear();
        return lines;
    }

    /// <summary>Waits until the server has handled what this client said; of one that does not read this cannot be known.</summary>
    public void Settle()
    {
        if (_hasSpoken && _isReading)
            Sync();
    }

    /// <summary>Ends its own side only.</summary>
    public void HalfClose() => ShutdownOutput();

    /// <summary>Reads no more.</summary>
    public void StopReading()
    {
        PauseReading();
        _isReading = false;
    }

    public void ReadOn()
    {
        ResumeReading();
        _isReading = true;
    }

    protected override void OnConnected()
    {
        _host = ((IPEndPoint)LocalEndPoint!).Address.ToString();
        IsConnected = true;
    }

    protected override void OnLine(ReadOnlySpan<byte> line)
    {
        string text = Encoding.Latin1.GetString(line);
        Assert.That(text, Does.Not.Contain('\r').And.Not.Contain('\0'));
        string[] parts = text[0] == '@' ? text.Split(' ', 2) : ["", text];
        Assert.That(parts[1], Has.Length.LessThanOrEqualTo(LongestLine), "A line is too long.");
        Assert.That(parts[0], Has.Length.LessThanOrEqualTo(8190), "Tags are too long.");
        if (parts[1] == $":chat.local PONG chat.local :sync-{_pongs + 1}")
            _pongs++;
        else
            _lines.Add(text);
    }

    protected override void OnInputEnded() => Close();

    /// <summary>Server and clients share a loop. When it stops, the client waits for what the server has to say.</summary>
    protected override void OnStopping()
    {
    }

    protected override void OnClosed(CloseReason reason) => Ended = reason;

    private void Sync()
    {
        if (!IsOpen)
            return;

        Say($"PING :sync-{++_pings}");
        _chat.RunUntil(() => _pongs == _pings || Ended is not null, $"the PONG of {Nick}; so far came {string.Join(" | ", _lines)}");
        _hasSpoken = false;
    }

    /// <summary>Puts the signs of what is expected in the place of numbers and times.</summary>
    private static string[] Masked(string[] actual, string[] expected) =>
        [.. actual.Select((line, index) => index < expected.Length && Placeholders.Fits(expected[index], line) ? expected[index] : line)];
}
