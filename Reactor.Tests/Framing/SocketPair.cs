using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Reactor.Tests.Framing;

/// <summary>
/// Two connected Unix sockets: one for a loop, one to play the peer with. What one end sends can be read at the other as soon as the call
/// returns, so a test decides how bytes are split into reads.
/// </summary>
internal static unsafe partial class SocketPair
{
    private const int UnixFamily = 1;
    private const int Stream = 1;
    private const int CloseOnExec = 0x80000; // 02000000 in the headers.

    // A test whose bytes do not come must fail, not hang.
    private const int PatienceMilliseconds = 10_000;

    public static (SafeSocketHandle Local, Socket Peer) Make()
    {
        int* ends = stackalloc int[2];
        Assert.That(socketpair(UnixFamily, Stream | CloseOnExec, 0, ends), Is.Zero);
        Socket peer = new(new SafeSocketHandle(ends[1], ownsHandle: true)) { SendTimeout = PatienceMilliseconds, ReceiveTimeout = PatienceMilliseconds };
        return (new SafeSocketHandle(ends[0], ownsHandle: true), peer);
    }

    [LibraryImport("libc")]
    private static partial int socketpair(int domain, int type, int protocol, int* ends);
}
