using System.Text;
using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

/// <summary>The names that Unix sockets of one host are bound to: files, which outlive their sockets, and abstract ones; <c>unix(7)</c>.</summary>
internal sealed class UnixNames
{
    // struct sockaddr_un: two bytes of family, and the name.
    private const int FamilyLength = 2;
    private const byte AF_UNIX = 1;
    private const int MostNameLength = 108;

    private readonly Dictionary<string, File> _files = new(StringComparer.Ordinal);
    private ulong _lastNumber;

    /// <summary>Reads a <c>sockaddr_un</c> to a name in which each character is a byte; an abstract one begins with a NUL.</summary>
    /// <returns>0, or <c>-errno</c>.</returns>
    public static int Read(ReadOnlySpan<byte> address, out string name)
    {
        name = "";
        if (address.Length <= FamilyLength || address.Length > FamilyLength + MostNameLength + 1 || BitConverter.ToUInt16(address) != AF_UNIX)
        {
            return -Errno.EINVAL;
        }

        ReadOnlySpan<byte> bytes = address[FamilyLength..];
        int end = bytes[0] == 0 ? -1 : bytes.IndexOf((byte)0);
        name = Encoding.Latin1.GetString(end < 0 ? bytes : bytes[..end]);
        return 0;
    }

    /// <summary>Writes the <c>sockaddr_un</c> of a name, cut off where the span ends: a path with the NUL behind it, nothing for no name.</summary>
    /// <returns>Its whole length.</returns>
    public static int Write(string name, Span<byte> address)
    {
        bool isPath = name.Length > 0 && name[0] != '\0';
        byte[] whole = [AF_UNIX, 0, .. Encoding.Latin1.GetBytes(name), .. isPath ? (ReadOnlySpan<byte>)[0] : []];
        whole.AsSpan(0, Math.Min(whole.Length, address.Length)).CopyTo(address);
        return whole.Length;
    }

    /// <returns>0, or <c>-EADDRINUSE</c>.</returns>
    public int Bind(string name, UnixSocket socket)
    {
        if (!_files.TryAdd(Absolute(name), new File(_lastNumber + 1) { Socket = socket }))
        {
            return -Errno.EADDRINUSE;
        }

        _lastNumber++;
        return 0;
    }

    /// <summary>The socket is gone. The file stays, and refuses.</summary>
    public void Release(string name, UnixSocket socket)
    {
        // Unlinked, the name may be another's by now.
        if (!_files.TryGetValue(Absolute(name), out File? file) || file.Socket != socket)
        {
            return;
        }

        file.Socket = null;
        if (name[0] == '\0')
        {
            _files.Remove(name);
        }
    }

    /// <returns>0, or <c>-ENOENT</c>.</returns>
    public int Unlink(string path) => FileOf(path) is not null && _files.Remove(KeyOf(path)) ? 0 : -Errno.ENOENT;

    /// <returns>0, or <c>-ENOENT</c>.</returns>
    public int Identify(string path, out FileIdentity identity)
    {
        File? file = FileOf(path);
        identity = new FileIdentity(0, file?.Number ?? 0);
        return file is null ? -Errno.ENOENT : 0;
    }

    /// <returns>0 with the listener, or <c>-errno</c>.</returns>
    public int Find(string name, out UnixSocket? listener)
    {
        listener = null;
        if (!_files.TryGetValue(Absolute(name), out File? file))
        {
            // Nobody can have bound an abstract name that is not there; a path could have been a file.
            return name[0] == '\0' ? -Errno.ECONNREFUSED : -Errno.ENOENT;
        }

        listener = file.Socket is { TakesConnections: true } socket ? socket : null;
        return listener is null ? -Errno.ECONNREFUSED : 0;
    }

    /// <summary>Every process works in the root.</summary>
    private static string Absolute(string name) => name[0] is '/' or '\0' ? name : "/" + name;

    private static string KeyOf(string path) => Absolute(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(path)));

    /// <summary>What a path stands for; an abstract name is none.</summary>
    private File? FileOf(string path) => path.Length > 0 && path[0] != '\0' ? _files.GetValueOrDefault(KeyOf(path)) : null;

    /// <param name="number">The inode's. None is used twice.</param>
    private sealed class File(ulong number)
    {
        public ulong Number => number;

        public UnixSocket? Socket { get; set; }
    }
}
