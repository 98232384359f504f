namespace Reactor;

/// <summary>What a registration wants to hear of.</summary>
[Flags]
public enum Interest : byte
{
    /// <summary>
    /// Nothing. The descriptor is out of the epoll instance, since a hang-up or an error cannot be masked;
    /// it goes back in when interest returns, and what happened meanwhile is reported then.
    /// </summary>
    None = 0,

    /// <summary>Connections to accept. Not together with <see cref="Read"/>.</summary>
    Accept = 1,

    /// <summary>Input to read, or its end.</summary>
    Read = 2,

    /// <summary>Room to write.</summary>
    Write = 4,
}
