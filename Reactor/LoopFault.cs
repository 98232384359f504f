namespace Reactor;

/// <summary>Where an exception came from.</summary>
public enum FaultKind
{
    /// <summary>
    /// A method of an <see cref="IHandler"/>, whose registration is disposed; the release of a registered handle; or a descriptor that was
    /// closed elsewhere while it was registered.
    /// </summary>
    Handler,

    /// <summary>A callback of a connection, which is aborted; or its descriptor was closed elsewhere.</summary>
    Connection,

    /// <summary>What a listener calls with an accepted socket; that socket is reset, the listener goes on.</summary>
    Accept,

    /// <summary>
    /// A callback that tells how a connect attempt ended; a socket it was given is reset. Or what a <see cref="NameResolver"/> does when it
    /// hears that its answer is not wanted any more; the attempt ends all the same.
    /// </summary>
    Connect,

    /// <summary>A timer. A repeating one stays armed.</summary>
    Timer,

    /// <summary>A deferred or posted task, or the rest of an <c>async void</c> method.</summary>
    Task,

    /// <summary>A last callback, after which nothing is left to contain.</summary>
    Closed,
}

/// <summary>What becomes of the loop after a fault.</summary>
public enum FaultAction
{
    /// <summary>The fault costs what it came from, and the loop goes on.</summary>
    Contain,

    /// <summary>As <see cref="Contain"/>, and the loop stops after this turn, as by <see cref="EventLoop.Stop"/>.</summary>
    Stop,
}

/// <summary>An exception that left a callback, or that the loop made of a descriptor that was closed elsewhere.</summary>
/// <param name="Kind">Where it came from.</param>
/// <param name="Source">The handler, or the object behind the callback; null for a static one.</param>
/// <param name="Exception">The exception.</param>
public readonly record struct LoopFault(FaultKind Kind, object? Source, Exception Exception);
