namespace Reactor.Simulation.Sockets;

/// <summary>The states of <c>tcp(7)</c>, as far as a program can tell them apart; the ends of each direction are kept beside.</summary>
internal enum TcpState
{
    /// <summary>Not connected yet, or not any more.</summary>
    Closed,

    Listening,

    Connecting,

    Connected,
}
