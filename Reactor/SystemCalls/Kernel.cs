using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Reactor.SystemCalls;

/// <summary>Every system call the reactor makes, one method each, in the terms of its manual page.</summary>
/// <remarks>
/// <para>
/// A call answers with a value of zero or more, or with <c>-errno</c> (see <see cref="Errno"/>); it never throws for
/// what a kernel answers every day. No call blocks, except <see cref="EpollWait"/>.
/// </para>
/// <para>
/// Nothing above this class reads a clock or reaches the operating system in any other way, so the framework and
/// every server on it can run on a kernel that lives in memory.
/// </para>
/// <para>
/// One event loop owns one kernel and calls it on its own thread. Three members are called from any thread:
/// <see cref="EventFdWrite"/>, <see cref="MonotonicNanoseconds"/> and <see cref="RealtimeNanoseconds"/>.
/// </para>
/// </remarks>
public abstract class Kernel
{
    /// <summary>The monotonic clock, in nanoseconds since an unspecified start: <c>clock_gettime(2)</c>, <c>CLOCK_MONOTONIC</c>.</summary>
    public abstract long MonotonicNanoseconds { get; }

    /// <summary>The wall clock, in nanoseconds since the Unix epoch: <c>clock_gettime(2)</c>, <c>CLOCK_REALTIME</c>. Never used for timers.</summary>
    public abstract long RealtimeNanoseconds { get; }

    /// <summary>Makes an epoll instance that is closed on exec: <c>epoll_create1(2)</c>.</summary>
    /// <returns>The descriptor, or <c>-errno</c>.</returns>
    public abstract int EpollCreate();

    /// <summary>Adds a descriptor to an epoll instance, level-triggered unless the interest says otherwise: <c>epoll_ctl(2)</c>, <c>EPOLL_CTL_ADD</c>.</summary>
    /// <returns>0, or <c>-errno</c>: <c>EEXIST</c>, <c>EPERM</c> for a regular file, <c>EBADF</c>, <c>ENOSPC</c>, <c>ENOMEM</c>.</returns>
    public abstract int EpollAdd(int epoll, int descriptor, Readiness interest, ulong data);

    /// <summary>Changes what an epoll instance reports of a descriptor: <c>epoll_ctl(2)</c>, <c>EPOLL_CTL_MOD</c>.</summary>
    /// <returns>0, or <c>-errno</c>: <c>ENOENT</c>, <c>EBADF</c>, <c>ENOMEM</c>.</returns>
    public abstract int EpollModify(int epoll, int descriptor, Readiness interest, ulong data);

    /// <summary>Takes a descriptor out of an epoll instance: <c>epoll_ctl(2)</c>, <c>EPOLL_CTL_DEL</c>.</summary>
    /// <returns>0, or <c>-errno</c>: <c>ENOENT</c>, <c>EBADF</c>.</returns>
    public abstract int EpollDelete(int epoll, int descriptor);

    /// <summary>Waits for ready descriptors: <c>epoll_pwait2(2)</c>, or <c>epoll_wait(2)</c> where that will do.</summary>
    /// <param name="epoll">The epoll instance.</param>
    /// <param name="ready">Filled from the start with what is ready.</param>
    /// <param name="timeoutNanoseconds">How long to wait: 0 looks without waiting, a negative value waits without end.</param>
    /// <returns>The number of events; 0 when the time is over (or earlier); <c>-EINTR</c> after a signal; or another <c>-errno</c>.</returns>
    public abstract int EpollWait(int epoll, Span<ReadyEvent> ready, long timeoutNanoseconds);

    /// <summary>Makes a non-blocking event counter that is closed on exec: <c>eventfd(2)</c>.</summary>
    /// <returns>The descriptor, or <c>-errno</c>.</returns>
    public abstract int EventFdCreate();

    /// <summary>Adds one to an event counter: <c>write(2)</c> on an <c>eventfd(2)</c>. Called from any thread.</summary>
    /// <returns>0 or more, or <c>-errno</c>: <c>-EAGAIN</c> says the counter is full, so the reader is signalled already.</returns>
    public abstract int EventFdWrite(int descriptor);

    /// <summary>Reads and resets an event counter: <c>read(2)</c> on an <c>eventfd(2)</c>.</summary>
    /// <param name="descriptor">The event counter.</param>
    /// <param name="count">What was added since the last read; 0 when nothing was.</param>
    /// <returns>0 or more, or <c>-errno</c>: <c>-EAGAIN</c> when the counter is zero.</returns>
    public abstract int EventFdRead(int descriptor, out ulong count);

    /// <summary>Reads from any descriptor that streams bytes: <c>read(2)</c>.</summary>
    /// <returns>The number of bytes, 0 at the end of input, or <c>-errno</c>.</returns>
    public abstract int Read(int descriptor, Span<byte> buffer);

    /// <summary>Writes to any descriptor that streams bytes: <c>write(2)</c>.</summary>
    /// <returns>The number of bytes taken, or <c>-errno</c>.</returns>
    public abstract int Write(int descriptor, ReadOnlySpan<byte> bytes);

    /// <summary>Closes a descriptor: <c>close(2)</c>. The number is free afterwards whatever the answer is, so it is never retried.</summary>
    /// <returns>0, or <c>-errno</c>.</returns>
    public abstract int Close(int descriptor);

    /// <summary>Makes a descriptor non-blocking and closed on exec: <c>fcntl(2)</c>, <c>F_SETFL</c> and <c>F_SETFD</c>.</summary>
    /// <returns>0, or <c>-errno</c>.</returns>
    public abstract int SetNonBlocking(int descriptor);

    /// <summary>Makes a second descriptor, closed on exec, for the same open file: <c>fcntl(2)</c>, <c>F_DUPFD_CLOEXEC</c>.</summary>
    /// <returns>The descriptor, or <c>-errno</c>: <c>EBADF</c>, <c>EMFILE</c>.</returns>
    public abstract int Duplicate(int descriptor);

    /// <summary>Removes the name of a Unix socket from the file system: <c>unlink(2)</c>.</summary>
    /// <returns>0, or <c>-errno</c>.</returns>
    public abstract int Unlink(string path);

    /// <summary>Tells which file a name stands for; a symbolic link stands for itself: <c>statx(2)</c>.</summary>
    /// <returns>0, or <c>-errno</c>: <c>ENOENT</c>, <c>EACCES</c>.</returns>
    public abstract int Identify(string path, out FileIdentity identity);

    /// <summary>Tells the directory in which names that do not begin with a slash are looked for: <c>getcwd(2)</c>.</summary>
    /// <returns>0, or <c>-errno</c>: <c>ENOENT</c> when it was removed.</returns>
    public abstract int GetCurrentDirectory(out string directory);

    /// <summary>Makes a non-blocking socket that is closed on exec: <c>socket(2)</c>.</summary>
    /// <returns>The descriptor, or <c>-errno</c>: <c>EMFILE</c>, <c>ENFILE</c>, <c>ENOBUFS</c>, <c>ENOMEM</c>, <c>EAFNOSUPPORT</c>.</returns>
    public abstract int Socket(AddressFamily family, SocketType type);

    /// <summary>Gives a socket its local address: <c>bind(2)</c>.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="address">A <c>sockaddr</c> in the layout of the machine.</param>
    /// <returns>0, or <c>-errno</c>: <c>EADDRINUSE</c>, <c>EADDRNOTAVAIL</c>, <c>EACCES</c>, <c>EINVAL</c>.</returns>
    public abstract int Bind(int socket, ReadOnlySpan<byte> address);

    /// <summary>Makes a socket accept connections: <c>listen(2)</c>.</summary>
    /// <returns>0, or <c>-errno</c>: <c>EADDRINUSE</c>, <c>EOPNOTSUPP</c>.</returns>
    public abstract int Listen(int socket, int backlog);

    /// <summary>Takes one connection from a listener's queue, non-blocking and closed on exec: <c>accept4(2)</c>.</summary>
    /// <param name="socket">The listening socket.</param>
    /// <param name="address">Receives the peer's <c>sockaddr</c>, cut off where the span ends.</param>
    /// <param name="addressLength">The length of the peer's <c>sockaddr</c>, which may be more than the span holds.</param>
    /// <returns>The descriptor, or <c>-errno</c>, which on Linux includes network errors that the new connection had already.</returns>
    public abstract int Accept(int socket, Span<byte> address, out int addressLength);

    /// <summary>Begins to connect: <c>connect(2)</c>.</summary>
    /// <returns>0 when connected at once, <c>-EINPROGRESS</c> when it goes on, or another <c>-errno</c>.</returns>
    public abstract int Connect(int socket, ReadOnlySpan<byte> address);

    /// <summary>Shuts down one or both directions of a connection: <c>shutdown(2)</c>.</summary>
    /// <returns>0, or <c>-errno</c>: <c>ENOTCONN</c>.</returns>
    public abstract int Shutdown(int socket, SocketShutdown how);

    /// <summary>Tells a socket's local address: <c>getsockname(2)</c>.</summary>
    /// <returns>0, or <c>-errno</c>.</returns>
    public abstract int GetSocketName(int socket, Span<byte> address, out int addressLength);

    /// <summary>Tells the address of a socket's peer: <c>getpeername(2)</c>.</summary>
    /// <returns>0, or <c>-errno</c>: <c>ENOTCONN</c>.</returns>
    public abstract int GetPeerName(int socket, Span<byte> address, out int addressLength);

    /// <summary>Sets an option of a socket: <c>setsockopt(2)</c>.</summary>
    /// <returns>0, or <c>-errno</c>.</returns>
    public abstract int SetSocketOption(int socket, SocketOption option, int value);

    /// <summary>Reads an option of a socket: <c>getsockopt(2)</c>. Reading <see cref="SocketOption.Error"/> also clears it.</summary>
    /// <returns>0, or <c>-errno</c>.</returns>
    public abstract int GetSocketOption(int socket, SocketOption option, out int value);

    /// <summary>Receives what has arrived: <c>recv(2)</c>.</summary>
    /// <returns>The number of bytes, 0 at the end of input, or <c>-errno</c>.</returns>
    public abstract int Receive(int socket, Span<byte> buffer);

    /// <summary>Sends without raising <c>SIGPIPE</c>: <c>send(2)</c> with <c>MSG_NOSIGNAL</c>.</summary>
    /// <returns>The number of bytes taken, or <c>-errno</c>.</returns>
    public abstract int Send(int socket, ReadOnlySpan<byte> bytes);

    /// <summary>Sends several segments as one, without raising <c>SIGPIPE</c>: <c>sendmsg(2)</c> with <c>MSG_NOSIGNAL</c>.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="segments">At most <see cref="MaxSegments"/>; they stay in place during the call.</param>
    /// <returns>The number of bytes taken, or <c>-errno</c>.</returns>
    public abstract int SendGathered(int socket, ReadOnlySpan<PinnedSegment> segments);

    /// <summary>Throws unless a handle from outside is one of this kernel's descriptors.</summary>
    /// <exception cref="ArgumentException">It belongs to another kernel.</exception>
    internal virtual void VerifyHandle(SafeHandle handle)
    {
        if (handle is KernelHandle other && other.Kernel != this)
        {
            throw new ArgumentException("The handle is a descriptor of another kernel than the loop's.", nameof(handle));
        }
    }

    /// <summary>The most segments that one gathered transfer takes: <c>IOV_MAX</c>.</summary>
    public const int MaxSegments = 1024;
}
