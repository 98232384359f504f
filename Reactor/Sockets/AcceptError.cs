using Reactor.SystemCalls;

namespace Reactor.Sockets;

/// <summary>What an error from <c>accept(2)</c> means for the listener.</summary>
internal enum AcceptError
{
    /// <summary>The queue is empty.</summary>
    Drained,

    /// <summary>It concerns the one connection, or the moment: go on with the next.</summary>
    Retry,

    /// <summary>Descriptors or memory have run out: wait until there is room.</summary>
    Exhausted,

    /// <summary>The listener itself is broken.</summary>
    Fatal,
}

/// <summary>Sorts the errors of <c>accept(2)</c>.</summary>
internal static class AcceptErrors
{
    /// <summary>
    /// Linux passes errors that the new connection had already (ECONNABORTED, EPROTO, ENETDOWN, EHOSTUNREACH and others) to accept,
    /// so whatever is not known to be about the listener is about the connection. EOPNOTSUPP is one of those; that it also says that a
    /// socket is no stream does not matter here.
    /// </summary>
    public static AcceptError Classify(int errno) => errno switch
    {
        Errno.EAGAIN => AcceptError.Drained,
        Errno.EMFILE or Errno.ENFILE or Errno.ENOBUFS or Errno.ENOMEM => AcceptError.Exhausted,
        Errno.EBADF or Errno.EINVAL or Errno.ENOTSOCK => AcceptError.Fatal,
        _ => AcceptError.Retry,
    };
}
