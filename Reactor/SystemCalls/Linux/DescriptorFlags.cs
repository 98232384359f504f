using System.Runtime.InteropServices;

using static Reactor.SystemCalls.Linux.NativeConstants;

namespace Reactor.SystemCalls.Linux;

/// <summary>The flags of descriptors that others made: <c>fcntl(2)</c>.</summary>
internal static class DescriptorFlags
{
    /// <summary>Makes a descriptor non-blocking and closed on exec; its other flags stay as they are.</summary>
    /// <returns>0, or <c>-errno</c>.</returns>
    internal static int SetNonBlockingAndCloseOnExec(int descriptor)
    {
        int result = Add(descriptor, F_GETFL, F_SETFL, O_NONBLOCK);
        return result < 0 ? result : Add(descriptor, F_GETFD, F_SETFD, FD_CLOEXEC);
    }

    private static int Add(int descriptor, int get, int set, int flag)
    {
        int flags = Libc.fcntl(descriptor, get, 0);
        if (flags < 0)
            return -Marshal.GetLastSystemError();

        if ((flags & flag) != 0)
            return 0;

        int result = Libc.fcntl(descriptor, set, flags | flag);
        return result >= 0 ? 0 : -Marshal.GetLastSystemError();
    }
}
