namespace Reactor.Sockets;

/// <summary>Counts how connections ended.</summary>
internal sealed class ConnectionFates
{
    /// <summary>Connections that are there, their last callback still to come.</summary>
    public int Open { get; set; }

    public int Closed { get; set; }

    public int Failed { get; set; }

    public int Aborted { get; set; }
}
