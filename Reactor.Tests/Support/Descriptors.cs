using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Reactor.Tests.Support;

/// <summary>Descriptors of every kind that epoll takes, made behind the kernel's back, as another library would. All are non-blocking and closed on exec.</summary>
internal static unsafe partial class Descriptors
{
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int Unix = 1;
    private const int Stream = 1;
    private const int Monotonic = 1;
    private const uint Created = 0x100;
    private const int GetDescriptorFlags = 1;

    public static (SafeFileHandle Read, SafeFileHandle Write) Pipe()
    {
        int* ends = stackalloc int[2];
        Check(pipe2(ends, NonBlocking | CloseOnExec));
        return (Own(ends[0]), Own(ends[1]));
    }

    public static (SafeFileHandle One, SafeFileHandle Other) SocketPair()
    {
        int* ends = stackalloc int[2];
        Check(socketpair(Unix, Stream | NonBlocking | CloseOnExec, 0, ends));
        return (Own(ends[0]), Own(ends[1]));
    }

    /// <summary>An event counter: readable while it is not zero.</summary>
    public static SafeFileHandle EventFd(uint count = 0) => Own(eventfd(count, NonBlocking | CloseOnExec));

    /// <summary>A timer that goes off once, after a time.</summary>
    public static SafeFileHandle TimerFd(TimeSpan time)
    {
        SafeFileHandle timer = Own(timerfd_create(Monotonic, NonBlocking | CloseOnExec));
        long* setting = stackalloc long[4]; // Interval, then time; seconds and nanoseconds each.
        setting[0] = 0;
        setting[1] = 0;
        setting[2] = (long)time.TotalSeconds;
        setting[3] = time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick;
        Check(timerfd_settime(Number(timer), 0, setting, null));
        return timer;
    }

    /// <summary>Readable when a file is created in a directory.</summary>
    public static SafeFileHandle WatchCreated(string directory)
    {
        SafeFileHandle watch = Own(inotify_init1(NonBlocking | CloseOnExec));
        Check(inotify_add_watch(Number(watch), directory, Created));
        return watch;
    }

    public static int Number(SafeHandle handle) => (int)handle.DangerousGetHandle();

    public static int Duplicate(SafeHandle handle) => Check(dup(Number(handle)));

    /// <summary>Puts another descriptor in the place of a number, in one step; what was there is closed.</summary>
    public static void Replace(int number, SafeHandle by) => Check(dup2(Number(by), number));

    public static bool IsOpen(int number) => fcntl(number, GetDescriptorFlags, 0) >= 0;

    public static void Close(int number) => Check(close(number));

    public static void Write(SafeHandle handle, params ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            Assert.That(write(Number(handle), start, (nuint)bytes.Length), Is.EqualTo((nint)bytes.Length));
        }
    }

    /// <summary>Adds one to an event counter.</summary>
    public static void Signal(SafeHandle eventFd) => Write(eventFd, 1, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Sends a signal to this process.</summary>
    public static void Raise(int signal) => Check(kill(Environment.ProcessId, signal));

    private static SafeFileHandle Own(int descriptor) => new(Check(descriptor), ownsHandle: true);

    private static int Check(int result)
    {
        Assert.That(result, Is.GreaterThanOrEqualTo(0));
        return result;
    }

    [LibraryImport("libc")]
    private static partial int pipe2(int* ends, int flags);

    [LibraryImport("libc")]
    private static partial int socketpair(int family, int type, int protocol, int* ends);

    [LibraryImport("libc")]
    private static partial int eventfd(uint count, int flags);

    [LibraryImport("libc")]
    private static partial int timerfd_create(int clock, int flags);

    [LibraryImport("libc")]
    private static partial int timerfd_settime(int timer, int flags, long* setting, long* old);

    [LibraryImport("libc")]
    private static partial int inotify_init1(int flags);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inotify_add_watch(int inotify, string path, uint mask);

    [LibraryImport("libc")]
    private static partial int dup(int descriptor);

    [LibraryImport("libc")]
    private static partial int dup2(int descriptor, int onto);

    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command, nint argument);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);

    [LibraryImport("libc")]
    private static partial nint write(int descriptor, byte* bytes, nuint count);

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
