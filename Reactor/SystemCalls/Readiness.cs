namespace Reactor.SystemCalls;

/// <summary>What a descriptor is ready for, or what is asked of it; the bits of <c>epoll_ctl(2)</c>.</summary>
[Flags]
public enum Readiness : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>EPOLLIN</c>: a read would not block; a listener has a connection to accept.</summary>
    In = 0x001,

    /// <summary><c>EPOLLPRI</c>: there is urgent data or an exceptional condition.</summary>
    Priority = 0x002,

    /// <summary><c>EPOLLOUT</c>: a write would not block.</summary>
    Out = 0x004,

    /// <summary><c>EPOLLERR</c>: an error is pending. Always reported, asked for or not.</summary>
    Error = 0x008,

    /// <summary><c>EPOLLHUP</c>: both directions are closed. Always reported, asked for or not.</summary>
    Hangup = 0x010,

    /// <summary><c>EPOLLRDHUP</c>: the peer has shut down its writing half. The event loop never asks for it.</summary>
    ReadHangup = 0x2000,

    /// <summary><c>EPOLLONESHOT</c>: an interest that is dead after one event, until it is modified. The event loop never asks for it.</summary>
    OneShot = 1u << 30,

    /// <summary><c>EPOLLET</c>: an event for each change, not for each wait. The event loop never asks for it.</summary>
    EdgeTriggered = 1u << 31,
}
