using System.Runtime.InteropServices;

using static Reactor.SystemCalls.Linux.NativeConstants;

namespace Reactor.SystemCalls.Linux;

/// <summary>Event counters: <c>eventfd(2)</c>.</summary>
internal static unsafe class EventFd
{
    internal static int Create()
    {
        int descriptor = Libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        return descriptor >= 0 ? descriptor : -Marshal.GetLastSystemError();
    }

    internal static int AddOne(int descriptor)
    {
        ulong one = 1;
        nint written = Libc.write(descriptor, &one, sizeof(ulong));
        return written >= 0 ? (int)written : -Marshal.GetLastSystemError();
    }

    /// <summary>Reads and resets a counter; one of zero answers <c>-EAGAIN</c>.</summary>
    internal static int Take(int descriptor, out ulong count)
    {
        ulong sum = 0;
        nint read = Libc.read(descriptor, &sum, sizeof(ulong));
        int answer = read >= 0 ? (int)read : -Marshal.GetLastSystemError();
        count = sum;
        return answer;
    }
}
