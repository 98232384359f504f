using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using static Reactor.SystemCalls.Linux.NativeConstants;

namespace Reactor.SystemCalls.Linux;

/// <summary>The kernel of the machine, called through the C library (glibc or musl).</summary>
/// <remarks>
/// <para>
/// It keeps nothing between calls, so one instance can serve any number of event loops, and the calls themselves are as
/// thread-safe as the system calls behind them. It owns no descriptor: who makes one closes it.
/// </para>
/// <para>
/// Everything it makes is non-blocking and closed on exec. <c>EINTR</c> is passed on like every other error: only the
/// caller knows how much of its wait is left.
/// </para>
/// </remarks>
public sealed unsafe class LinuxKernel : Kernel
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly EpollTimedWait _timedWait;

    /// <summary>Makes a kernel that waits in the best way this machine has.</summary>
    public LinuxKernel()
        : this(EpollTimedWaits.Best)
    {
    }

    internal LinuxKernel(EpollTimedWait timedWait) => _timedWait = timedWait;

    /// <inheritdoc/>
    public override long MonotonicNanoseconds
    {
        // On Linux a tick of the stopwatch is a nanosecond of CLOCK_MONOTONIC, and asking it is cheaper than an import
        // of ours: the runtime reads it without a transition.
#pragma warning disable RS0030 // Banned for everyone above the kernel, so that they ask the kernel.
        get => Stopwatch.GetTimestamp();
#pragma warning restore RS0030
    }

    /// <inheritdoc/>
    public override long RealtimeNanoseconds
    {
        get
        {
            timespec now; // The call cannot fail: the clock exists and the address is ours.
            _ = Libc.clock_gettime(CLOCK_REALTIME, &now);
            return now.tv_sec * NanosecondsPerSecond + now.tv_nsec;
        }
    }

    /// <inheritdoc/>
    public override int EpollCreate()
    {
        int epoll = Libc.epoll_create1(EPOLL_CLOEXEC);
        return epoll >= 0 ? epoll : -Marshal.GetLastSystemError();
    }

    /// <inheritdoc/>
    public override int EpollAdd(int epoll, int descriptor, Readiness interest, ulong data) =>
        EpollEvents.Control(epoll, EPOLL_CTL_ADD, descriptor, interest, data);

    /// <inheritdoc/>
    public override int EpollModify(int epoll, int descriptor, Readiness interest, ulong data) =>
        EpollEvents.Control(epoll, EPOLL_CTL_MOD, descriptor, interest, data);

    /// <inheritdoc/>
    public override int EpollDelete(int epoll, int descriptor) =>
        EpollEvents.Control(epoll, EPOLL_CTL_DEL, descriptor, Readiness.None, 0);

    /// <inheritdoc/>
    public override int EpollWait(int epoll, Span<ReadyEvent> ready, long timeoutNanoseconds)
    {
        int count;
        fixed (ReadyEvent* events = ready)
        {
            if (timeoutNanoseconds > 0)
            {
                count = EpollTimedWaits.Wait(_timedWait, epoll, events, ready.Length, timeoutNanoseconds);
            }
            else
            {
                count = Libc.epoll_wait(epoll, events, ready.Length, timeoutNanoseconds == 0 ? 0 : -1);
                if (count < 0)
                    count = -Marshal.GetLastSystemError();
            }
        }

        EpollEvents.Decode(ready, count);
        return count;
    }

    /// <inheritdoc/>
    public override int EventFdCreate() => EventFd.Create();

    /// <inheritdoc/>
    public override int EventFdWrite(int descriptor) => EventFd.AddOne(descriptor);

    /// <inheritdoc/>
    public override int EventFdRead(int descriptor, out ulong count) => EventFd.Take(descriptor, out count);

    /// <inheritdoc/>
    public override int Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint read = Libc.read(descriptor, start, (nuint)buffer.Length);
            return read >= 0 ? (int)read : -Marshal.GetLastSystemError();
        }
    }

    /// <inheritdoc/>
    public override int Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint written = Libc.write(descriptor, start, (nuint)bytes.Length);
            return written >= 0 ? (int)written : -Marshal.GetLastSystemError();
        }
    }

    /// <inheritdoc/>
    public override int Close(int descriptor)
    {
        int result = Libc.close(descriptor);
        return result >= 0 ? 0 : -Marshal.GetLastSystemError();
    }

    /// <inheritdoc/>
    public override int SetNonBlocking(int descriptor) => DescriptorFlags.SetNonBlockingAndCloseOnExec(descriptor);

    /// <inheritdoc/>
    public override int Duplicate(int descriptor)
    {
        int duplicate = Libc.fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
        return duplicate >= 0 ? duplicate : -Marshal.GetLastSystemError();
    }

    /// <inheritdoc/>
    /// <remarks>The path is encoded as UTF-8.</remarks>
    public override int Unlink(string path) => FileNames.Unlink(path);

    /// <inheritdoc/>
    /// <remarks>The path is encoded as UTF-8.</remarks>
    public override int Identify(string path, out FileIdentity identity) => FileNames.Identify(path, out identity);

    /// <inheritdoc/>
    public override int GetCurrentDirectory(out string directory) => FileNames.GetCurrentDirectory(out directory);

    /// <inheritdoc/>
    public override int Socket(AddressFamily family, SocketType type)
    {
        // The base library has numbers of its own for the families. Those of the socket types are the native ones.
        int nativeFamily = family switch
        {
            AddressFamily.Unix => AF_UNIX,
            AddressFamily.InterNetwork => AF_INET,
            AddressFamily.InterNetworkV6 => AF_INET6,
            _ => -1,
        };
        int socket = Libc.socket(nativeFamily, (int)type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        return socket >= 0 ? socket : -Marshal.GetLastSystemError();
    }

    /// <inheritdoc/>
    public override int Bind(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* start = address)
        {
            int result = Libc.bind(socket, start, (uint)address.Length);
            return result >= 0 ? 0 : -Marshal.GetLastSystemError();
        }
    }

    /// <inheritdoc/>
    public override int Listen(int socket, int backlog)
    {
        int result = Libc.listen(socket, backlog);
        return result >= 0 ? 0 : -Marshal.GetLastSystemError();
    }

    /// <inheritdoc/>
    /// <remarks>An empty span does not ask for the address, which spares the kernel the work; its length is then 0.</remarks>
    public override int Accept(int socket, Span<byte> address, out int addressLength)
    {
        uint length = (uint)address.Length;
        fixed (byte* start = address)
        {
            int accepted = Libc.accept4(socket, start, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
            int answer = accepted >= 0 ? accepted : -Marshal.GetLastSystemError();
            addressLength = accepted >= 0 ? (int)length : 0;
            return answer;
        }
    }

    /// <inheritdoc/>
    public override int Connect(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* start = address)
        {
            int result = Libc.connect(socket, start, (uint)address.Length);
            return result >= 0 ? 0 : -Marshal.GetLastSystemError();
        }
    }

    /// <inheritdoc/>
    public override int Shutdown(int socket, SocketShutdown how)
    {
        int result = Libc.shutdown(socket, (int)how); // The base library's numbers are the native ones.
        return result >= 0 ? 0 : -Marshal.GetLastSystemError();
    }

    /// <inheritdoc/>
    public override int GetSocketName(int socket, Span<byte> address, out int addressLength)
    {
        uint length = (uint)address.Length;
        fixed (byte* start = address)
        {
            int result = Libc.getsockname(socket, start, &length);
            int answer = result >= 0 ? 0 : -Marshal.GetLastSystemError();
            addressLength = result >= 0 ? (int)length : 0;
            return answer;
        }
    }

    /// <inheritdoc/>
    public override int GetPeerName(int socket, Span<byte> address, out int addressLength)
    {
        uint length = (uint)address.Length;
        fixed (byte* start = address)
        {
            int result = Libc.getpeername(socket, start, &length);
            int answer = result >= 0 ? 0 : -Marshal.GetLastSystemError();
            addressLength = result >= 0 ? (int)length : 0;
            return answer;
        }
    }

    /// <inheritdoc/>
    public override int SetSocketOption(int socket, SocketOption option, int value) =>
        SocketOptions.Set(socket, option, value);

    /// <inheritdoc/>
    public override int GetSocketOption(int socket, SocketOption option, out int value) =>
        SocketOptions.Get(socket, option, out value);

    // The transfers ask not to wait although every socket is non-blocking: that flag belongs to the open file, which a
    // process that shares it can change. Asking costs nothing.

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // The compiler does so where it has seen this kernel: one frame serves both transfers of a message.
    public override int Receive(int socket, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint received = SystemCallNumbers.AreKnown
                ? Libc.syscall(SystemCallNumbers.RecvFrom, socket, start, (nuint)buffer.Length, (nint)MSG_DONTWAIT, null, 0)
                : Libc.recv(socket, start, (nuint)buffer.Length, MSG_DONTWAIT);
            return received >= 0 ? (int)received : -Marshal.GetLastSystemError();
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // As Receive.
    public override int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint sent = SystemCallNumbers.AreKnown
                ? Libc.syscall(SystemCallNumbers.SendTo, socket, start, (nuint)bytes.Length, (nint)(MSG_NOSIGNAL | MSG_DONTWAIT), null, 0)
                : Libc.send(socket, start, (nuint)bytes.Length, MSG_NOSIGNAL | MSG_DONTWAIT);
            return sent >= 0 ? (int)sent : -Marshal.GetLastSystemError();
        }
    }

    /// <inheritdoc/>
    public override int SendGathered(int socket, ReadOnlySpan<PinnedSegment> segments)
    {
        fixed (PinnedSegment* start = segments)
        {
            msghdr message = new() { msg_iov = start, msg_iovlen = (nuint)segments.Length };
            nint sent = Libc.sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
            return sent >= 0 ? (int)sent : -Marshal.GetLastSystemError();
        }
    }
}
