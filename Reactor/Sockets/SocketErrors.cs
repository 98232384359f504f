using System.Net;
using System.Net.Sockets;
using Reactor.SystemCalls;

namespace Reactor.Sockets;

/// <summary>Makes the exceptions of calls that set a socket up; they name what was asked for.</summary>
internal static class SocketErrors
{
    public static SocketException Exception(int errno, string what) =>
        new((int)Errno.ToSocketError(errno), $"{what} failed: {Errno.Describe(errno)}.");

    public static SocketException Listening(int errno, EndPoint endPoint) =>
        new((int)Errno.ToSocketError(errno), $"Could not listen on {endPoint}: {Errno.Describe(errno)}.{Remedy(errno, endPoint)}");

    private static string Remedy(int errno, EndPoint endPoint) => (errno, endPoint) switch
    {
        (Errno.EADDRINUSE, UnixDomainSocketEndPoint) => " If no server uses it, a dead one left the file behind: remove it.",
        (Errno.EADDRINUSE, _) => " Another process listens there; stop it or choose another port.",
        (Errno.EADDRNOTAVAIL, _) => " No interface of this machine has that address.",
        (Errno.EACCES, IPEndPoint { Port: < 1024 }) => " Ports below 1024 need a privilege.",
        _ => "",
    };
}
