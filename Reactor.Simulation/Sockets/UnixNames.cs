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

    private readonly Dictionary<string, UnixSocket?> _names = new(StringComparer.Ordinal);

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
    public int Bind(string name, UnixSocket socket) => _names.TryAdd(name, socket) ? 0 : -Errno.EADDRINUSE;

    /// <summary>The socket is gone. The file stays, and refuses.</summary>
    public void Release(string name, UnixSocket socket)
    {
        // Unlinked, the name may be another's by now.
        if (_names.GetValueOrDefault(name) != socket)
        {
            return;
        }

        if (name[0] == '\0')
        {
            _names.Remove(name);
        }
        else
        {
            _names[name] = null;
        }
    }

    /// <returns>0, or <c>-ENOENT</c>.</returns>
    public int Unlink(string path) => _names.Remove(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(path))) ? 0 : -Errno.ENOENT;

    /// <returns>0 with the listener, or <c>-errno</c>.</returns>
    public int Find(string name, out UnixSocket? listener)
    {
        listener = null;
        if (!_names.TryGetValue(name, out UnixSocket? socket))
        {
            // Nobody can have bound an abstract name that is not there; a path could have been a file.
            return name[0] == '\0' ? -Errno.ECONNREFUSED : -Errno.ENOENT;
        }

        listener = socket is { TakesConnections: true } ? socket : null;
        return listener is null ? -Errno.ECONNREFUSED : 0;
    }
}
