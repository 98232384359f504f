namespace Reactor.SystemCalls.Linux;

/// <summary>Numbers from the C headers, under their native names.</summary>
/// <remarks>
/// They are those of <c>asm-generic</c>, which every architecture that .NET runs on shares (the exceptions are MIPS,
/// SPARC, Alpha and PA-RISC). The headers write the <c>O_</c> flags in octal; here they are hexadecimal, and tests read
/// their effect back from the kernel.
/// </remarks>
internal static class NativeConstants
{
    // fcntl(2), and the flags of the calls that make descriptors, which are defined as these.
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int F_GETFD = 1;
    public const int F_SETFD = 2;
    public const int F_GETFL = 3;
    public const int F_SETFL = 4;
    public const int F_DUPFD_CLOEXEC = 1030;
    public const int FD_CLOEXEC = 1;

    // epoll_create1(2), epoll_ctl(2), eventfd(2).
    public const int EPOLL_CLOEXEC = O_CLOEXEC;
    public const int EPOLL_CTL_ADD = 1;
    public const int EPOLL_CTL_DEL = 2;
    public const int EPOLL_CTL_MOD = 3;
    public const int EFD_CLOEXEC = O_CLOEXEC;
    public const int EFD_NONBLOCK = O_NONBLOCK;

    // The number of epoll_pwait2 for syscall(2): new system calls have one number on all architectures.
    public const int SYS_epoll_pwait2 = 441;

    // socket(2), accept4(2), send(2).
    public const int AF_UNIX = 1;
    public const int AF_INET = 2;
    public const int AF_INET6 = 10;
    public const int SOCK_NONBLOCK = O_NONBLOCK;
    public const int SOCK_CLOEXEC = O_CLOEXEC;
    public const int MSG_DONTWAIT = 0x40;
    public const int MSG_NOSIGNAL = 0x4000;

    // setsockopt(2).
    public const int SOL_SOCKET = 1;
    public const int SO_REUSEADDR = 2;
    public const int SO_TYPE = 3;
    public const int SO_ERROR = 4;
    public const int SO_SNDBUF = 7;
    public const int SO_RCVBUF = 8;
    public const int SO_KEEPALIVE = 9;
    public const int SO_LINGER = 13;
    public const int SO_REUSEPORT = 15;
    public const int SO_ACCEPTCONN = 30;
    public const int SO_DOMAIN = 39;
    public const int IPPROTO_TCP = 6;
    public const int TCP_NODELAY = 1;
    public const int IPPROTO_IPV6 = 41;
    public const int IPV6_V6ONLY = 26;

    // clock_gettime(2).
    public const int CLOCK_REALTIME = 0;
}
