namespace Reactor.Simulation.Sockets;

/// <summary>What <c>connect(2)</c> has told the program so far: <c>sock-&gt;state</c> of Linux, which lags behind the connection itself.</summary>
internal enum ConnectProgress
{
    /// <summary>There was no attempt, or its end was told.</summary>
    Unconnected,

    /// <summary>An attempt was begun. Whether it goes on, is complete or has failed, the next call will tell.</summary>
    Begun,

    /// <summary>The attempt succeeded, and that was told.</summary>
    Connected,

    /// <summary>It was shut down before it came about.</summary>
    Abandoned,
}
