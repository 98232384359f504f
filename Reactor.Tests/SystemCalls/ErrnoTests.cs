using System.Net.Sockets;
using System.Runtime.InteropServices;
using Reactor.SystemCalls;

namespace Reactor.Tests.SystemCalls;

/// <summary>Error numbers mean what the base library says they mean.</summary>
public sealed class ErrnoTests
{
    private const int LastErrno = 133;

    // What the base library has no word for, or one that suits only its own sockets.
    private static readonly Dictionary<int, SocketError> Deliberate = new()
    {
        [Errno.EBADF] = SocketError.SocketError,
        [Errno.ENOMEM] = SocketError.NoBufferSpaceAvailable,
        [Errno.ENONET] = SocketError.NetworkUnreachable,
        [Errno.ESHUTDOWN] = SocketError.Shutdown,
    };

    [Test]
    public void They_are_translated_as_the_base_library_does()
    {
        string[] differences =
        [
            .. from errno in Enumerable.Range(1, LastErrno)
               where IsNamed(errno)
               let wanted = Deliberate.TryGetValue(errno, out SocketError ours) ? ours : BaseLibrary(errno)
               where Errno.ToSocketError(errno) != wanted
               select $"{Errno.Describe(errno)} is {Errno.ToSocketError(errno)} and not {wanted}",
        ];

        Assert.That(differences, Is.Empty);
    }

    [Test]
    public void A_description_has_the_name_and_the_words()
    {
        Assert.That(Errno.Describe(Errno.ECONNREFUSED), Is.EqualTo("ECONNREFUSED, Connection refused"));
        Assert.That(Errno.Describe(LastErrno), Does.StartWith("errno 133, "));
    }

    private static bool IsNamed(int errno) => Errno.Describe(errno)[0] == 'E';

    // SocketException() takes the last error of the platform and translates it.
    private static SocketError BaseLibrary(int errno)
    {
        Marshal.SetLastPInvokeError(errno);
        return new SocketException().SocketErrorCode;
    }
}
