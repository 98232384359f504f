using System.Net.Sockets;
using System.Text;
using Reactor.SystemCalls;

namespace Reactor.Sockets;

/// <summary>
/// The file that binding a Unix socket made, to be removed when its listener closes: where it is, wherever the process works by then, and
/// what it is, for by then the name may be somebody else's.
/// </summary>
/// <remarks>The socket holds on to its file until it is closed, so no other file has the same identity as long as this is of use.</remarks>
internal sealed class BoundName
{
    private const int NameOffset = sizeof(ushort);

    private readonly string _path;
    private readonly FileIdentity _identity;

    private BoundName(string path, FileIdentity identity)
    {
        _path = path;
        _identity = identity;
    }

    /// <param name="kernel">The kernel.</param>
    /// <param name="address">The <c>sockaddr</c> that was bound a moment ago.</param>
    /// <returns>Null when binding made no file, or none that can be told from others.</returns>
    public static BoundName? Of(Kernel kernel, ReadOnlySpan<byte> address)
    {
        // An abstract name begins with a NUL; unix(7).
        if (address.Length <= NameOffset || BitConverter.ToUInt16(address) != (ushort)AddressFamily.Unix || address[NameOffset] == 0)
        {
            return null;
        }

        ReadOnlySpan<byte> name = address[NameOffset..];
        int end = name.IndexOf((byte)0);
        string path = Encoding.UTF8.GetString(end < 0 ? name : name[..end]);

        // The full path may be too long, or lead through a directory that may not be searched: then the name as it is has to do.
        return (path[0] == '/' ? null : Find(kernel, FullPath(kernel, path))) ?? Find(kernel, path);
    }

    private static string? FullPath(Kernel kernel, string path) =>
        kernel.GetCurrentDirectory(out string directory) < 0 ? null : $"{directory.TrimEnd('/')}/{path}";

    private static BoundName? Find(Kernel kernel, string? path) =>
        path is null || kernel.Identify(path, out FileIdentity identity) < 0 ? null : new BoundName(path, identity);

    /// <summary>Removes the name if it still stands for the file that was made.</summary>
    public void Remove(Kernel kernel)
    {
        // A successor may take the name between the two calls; no system call removes a file only if it is this one.
        if (kernel.Identify(_path, out FileIdentity identity) >= 0 && identity == _identity)
        {
            kernel.Unlink(_path);
        }
    }
}
