using System.Runtime.InteropServices;
using System.Text;

namespace Reactor.SystemCalls.Linux;

/// <summary>What is asked of, and done to, a file by its name: <c>unlink(2)</c>, <c>statx(2)</c>, <c>getcwd(2)</c>.</summary>
internal static unsafe class FileNames
{
    private const int AT_FDCWD = -100;
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const uint STATX_INO = 0x100;
    private const int PATH_MAX = 4096;

    // struct statx is the same on every architecture, which struct stat is not.
    private const int StatxLength = 256;
    private const int InodeOffset = 32;
    private const int DeviceMajorOffset = 136;
    private const int DeviceMinorOffset = 140;

    /// <summary>Removes a name, which is encoded as UTF-8.</summary>
    /// <returns>0, or <c>-errno</c>.</returns>
    internal static int Unlink(string path)
    {
        // C would take only what stands before a NUL, and remove another file. No file has such a name.
        if (path.Contains('\0'))
            return -Errno.ENOENT;

        fixed (byte* start = Terminated(path))
        {
            int result = Libc.unlink(start);
            return result >= 0 ? 0 : -Marshal.GetLastSystemError();
        }
    }

    /// <summary>Tells which file a name stands for.</summary>
    /// <returns>0, or <c>-errno</c>.</returns>
    internal static int Identify(string path, out FileIdentity identity)
    {
        identity = default;
        if (path.Contains('\0'))
            return -Errno.ENOENT;

        byte* status = stackalloc byte[StatxLength];
        fixed (byte* start = Terminated(path))
        {
            nint result = SystemCallNumbers.AreKnown
                ? Libc.syscall(SystemCallNumbers.Statx, AT_FDCWD, start, AT_SYMLINK_NOFOLLOW, (nint)STATX_INO, status)
                : Libc.statx(AT_FDCWD, start, AT_SYMLINK_NOFOLLOW, STATX_INO, status);
            if (result < 0)
                return -Marshal.GetLastSystemError();
        }

        ulong device = ((ulong)*(uint*)(status + DeviceMajorOffset) << 32) | *(uint*)(status + DeviceMinorOffset);
        identity = new FileIdentity(device, *(ulong*)(status + InodeOffset));
        return 0;
    }

    /// <summary>Tells the current directory.</summary>
    /// <returns>0, or <c>-errno</c>.</returns>
    internal static int GetCurrentDirectory(out string directory)
    {
        byte* path = stackalloc byte[PATH_MAX];
        byte* result = Libc.getcwd(path, PATH_MAX);
        int error = Marshal.GetLastSystemError();
        directory = result is null ? "" : Marshal.PtrToStringUTF8((nint)path)!;
        return result is null ? -error : 0;
    }

    private static byte[] Terminated(string path)
    {
        byte[] terminated = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, terminated);
        return terminated;
    }
}
