using System.Runtime.InteropServices;

using static Reactor.SystemCalls.Linux.NativeConstants;

namespace Reactor.SystemCalls.Linux;

/// <summary>The ways to wait for events up to a given time, best first.</summary>
internal enum EpollTimedWait
{
    /// <summary><c>epoll_pwait2(2)</c> as the C library exports it: glibc since 2.35.</summary>
    Exported,

    /// <summary><c>epoll_pwait2(2)</c> through <c>syscall(2)</c>: musl and older glibc, on Linux since 5.11.</summary>
    SystemCall,

    /// <summary><c>epoll_wait(2)</c>, in milliseconds.</summary>
    Milliseconds,
}

/// <summary>Finds and carries out an <see cref="EpollTimedWait"/>.</summary>
internal static unsafe class EpollTimedWaits
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerMillisecond = 1_000_000;
    private const int NoDescriptor = -1;

    /// <summary>The best way that this C library and this kernel have; found out once in a process.</summary>
    internal static readonly EpollTimedWait Best =
        IsExported() && Exists(EpollTimedWait.Exported) ? EpollTimedWait.Exported
        : Exists(EpollTimedWait.SystemCall) ? EpollTimedWait.SystemCall
        : EpollTimedWait.Milliseconds;

    /// <summary>Waits for at most a time that is neither zero nor without end.</summary>
    /// <returns>What the system call answers, or <c>-errno</c>. The events are still to be decoded.</returns>
    internal static int Wait(EpollTimedWait way, int epoll, void* events, int count, long nanoseconds)
    {
        if (way == EpollTimedWait.Milliseconds)
        {
            int result = Libc.epoll_wait(epoll, events, count, RoundUpToMilliseconds(nanoseconds));
            return result >= 0 ? result : -Marshal.GetLastSystemError();
        }

        timespec timeout = new() { tv_sec = nanoseconds / NanosecondsPerSecond, tv_nsec = nanoseconds % NanosecondsPerSecond };
        if (way == EpollTimedWait.Exported)
        {
            int result = Libc.epoll_pwait2(epoll, events, count, &timeout, null);
            return result >= 0 ? result : -Marshal.GetLastSystemError();
        }
        else
        {
            // Without a signal mask the kernel does not look at the mask's size.
            nint result = Libc.syscall(SYS_epoll_pwait2, epoll, events, count, &timeout, null, 0);
            return result >= 0 ? (int)result : -Marshal.GetLastSystemError();
        }
    }

    /// <summary>Rounds a positive time up, because waking early is a busy loop; what is too long is cut to 24 days, because waking early once in that time is not.</summary>
    internal static int RoundUpToMilliseconds(long nanoseconds) =>
        (int)Math.Min((nanoseconds - 1) / NanosecondsPerMillisecond + 1, int.MaxValue);

    private static bool IsExported() =>
        NativeLibrary.TryLoad(Libc.Name, typeof(Libc).Assembly, DllImportSearchPath.SafeDirectories, out nint libc)
        && NativeLibrary.TryGetExport(libc, nameof(Libc.epoll_pwait2), out _);

    // A kernel that has the call complains about the descriptor. One that has not says ENOSYS; sandboxes that filter
    // what they do not know say EPERM. So only the right complaint counts.
    private static bool Exists(EpollTimedWait way)
    {
        ReadyEvent none;
        return Wait(way, NoDescriptor, &none, 1, NanosecondsPerMillisecond) == -Errno.EBADF;
    }
}
