using System.Runtime.InteropServices;

namespace Reactor.Tests.SystemCalls;

/// <summary>What the tests ask the system behind the kernel's back. Its numbers are written down anew, so that a wrong constant does not agree with itself.</summary>
internal static unsafe partial class NativeProbe
{
    public const int SIGPIPE = 13;
    public const int SIGWINCH = 28;

    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;
    private const int GetStatusFlags = 3;
    private const int SetStatusFlags = 4;
    private const int NonBlocking = 0x800; // 04000 in the headers.
    private const int Append = 0x400;
    private const int BlockSignals = 0;
    private const int UnblockSignals = 1;

    public static bool IsNonBlocking(int descriptor) => (fcntl(descriptor, GetStatusFlags, 0) & NonBlocking) != 0;

    public static bool IsClosedOnExec(int descriptor) => (fcntl(descriptor, GetDescriptorFlags, 0) & CloseOnExec) != 0;

    public static bool IsAppending(int descriptor) => (fcntl(descriptor, GetStatusFlags, 0) & Append) != 0;

    public static void MakeAppending(int descriptor) => Assert.That(fcntl(descriptor, SetStatusFlags, Append), Is.Zero);

    public static void MakeBlocking(int descriptor) => Assert.That(fcntl(descriptor, SetStatusFlags, 0), Is.Zero);

    /// <summary>Makes a pipe whose ends block and survive an exec.</summary>
    public static (int Read, int Write) Pipe()
    {
        int* ends = stackalloc int[2];
        Assert.That(pipe(ends), Is.Zero);
        return (ends[0], ends[1]);
    }

    public static nint CurrentThread => pthread_self();

    /// <summary>Sends a signal to a thread, which must not have ended.</summary>
    public static void Signal(nint thread, int signal) => Assert.That(pthread_kill(thread, signal), Is.Zero);

    /// <summary>Whether an action raises a signal on this thread. It is taken away again.</summary>
    public static bool Raises(int signal, Action action)
    {
        // 1,024 bits. A blocked signal stays pending even when the process ignores it, as the runtime ignores SIGPIPE.
        ulong* set = stackalloc ulong[16];
        ulong* pending = stackalloc ulong[16];
        new Span<ulong>(set, 16).Clear();
        set[0] = 1UL << (signal - 1);
        _ = pthread_sigmask(BlockSignals, set, null);
        try
        {
            action();
            _ = sigpending(pending);
            bool raised = (pending[0] & set[0]) != 0;
            int taken;
            if (raised)
                _ = sigwait(set, &taken);

            return raised;
        }
        finally
        {
            _ = pthread_sigmask(UnblockSignals, set, null);
        }
    }

    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command, nint argument);

    [LibraryImport("libc")]
    private static partial int pipe(int* ends);

    [LibraryImport("libc")]
    private static partial nint pthread_self();

    [LibraryImport("libc")]
    private static partial int pthread_kill(nint thread, int signal);

    [LibraryImport("libc")]
    private static partial int pthread_sigmask(int how, ulong* set, ulong* old);

    [LibraryImport("libc")]
    private static partial int sigpending(ulong* set);

    [LibraryImport("libc")]
    private static partial int sigwait(ulong* set, int* signal);
}
