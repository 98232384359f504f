using System.Text;
using Reactor.Handlers;

namespace Reactor.Tests.Samples.ChatCrowds;

/// <summary>One of many clients: counts what it hears.</summary>
internal sealed class Guest(string nick) : LineHandler
{
    public string Nick => nick;

    public bool IsWelcome { get; private set; }

    /// <summary>How many lines others have said.</summary>
    public int Heard { get; private set; }

    /// <summary>How many others were closed because they did not read, as this one was told.</summary>
    public int SendQuits { get; private set; }

    /// <summary>How many left otherwise.</summary>
    public int OtherQuits { get; private set; }

    public CloseReason? Reason { get; private set; }

    /// <summary>Reads no more. The small buffer lets the server notice before megabytes are on their way.</summary>
    public void Stall()
    {
        Socket.ReceiveBufferSize = 4 * 1024;
        PauseReading();
    }

    protected override void OnConnected() => Send(Encoding.ASCII.GetBytes($"NICK {nick}\r\nUSER {nick} 0 * :{nick}\r\n"));

    protected override void OnLine(ReadOnlySpan<byte> line)
    {
        if (!IsWelcome)
        {
            IsWelcome = line.IndexOf(" 422 "u8) > 0;
        }
        else if (line.IndexOf(" PRIVMSG "u8) > 0)
        {
            Heard++;
        }
        else if (line.EndsWith(" QUIT :SendQ exceeded"u8))
        {
            SendQuits++;
        }
        else if (line.IndexOf(" QUIT "u8) > 0)
        {
            OtherQuits++;
        }
    }

    protected override void OnClosed(CloseReason reason) => Reason = reason;
}
