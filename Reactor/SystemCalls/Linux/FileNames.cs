using System.Runtime.InteropServices;
using System.Text;

namespace Reactor.SystemCalls.Linux;

/// <summary>What is done to a file by its name: <c>unlink(2)</c>.</summary>
internal static unsafe class FileNames
{
    /// <summary>Removes a name, which is encoded as UTF-8.</summary>
    /// <returns>0, or <c>-errno</c>.</returns>
    internal static int Unlink(string path)
    {
        // C would take only what stands before a NUL, and remove another file. No file has such a name.
        if (path.Contains('\0'))
            return -Errno.ENOENT;

        byte[] terminated = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, terminated);
        fixed (byte* start = terminated)
        {
            int result = Libc.unlink(start);
            return result >= 0 ? 0 : -Marshal.GetLastSystemError();
        }
    }
}
