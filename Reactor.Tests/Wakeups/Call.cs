namespace Reactor.Tests.Wakeups;

/// <summary>What a producer does.</summary>
internal enum Call
{
    /// <summary><see cref="EventLoop.Post"/>.</summary>
    Post,

    /// <summary><see cref="EventLoop.Stop"/>.</summary>
    Stop,

    /// <summary>The steps of a post, put together here in the right order.</summary>
    PushThenSignal,

    /// <summary>The same steps in the wrong order.</summary>
    SignalThenPush,
}
