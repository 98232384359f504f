using System.Runtime.InteropServices;

// The C library is searched for where the system keeps its libraries, not in the application's folder.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Reactor.SystemCalls.Linux;

/// <summary>The functions of the C library that <see cref="LinuxKernel"/> calls, under their native names.</summary>
/// <remarks>
/// <para>
/// Every argument is blittable and <c>SetLastError</c> stays off, so that a call is a bare transition: a tenth of the
/// cost of a marshalled one. The price is a rule: whoever calls reads <see cref="Marshal.GetLastSystemError"/> as the
/// very next thing, or the error is garbage. <c>SuppressGCTransition</c> would gain nothing and would hold up garbage
/// collections, so it is not used.
/// </para>
/// <para>
/// The runtime knows the name <c>libc</c> and loads the library it is itself linked to, whatever that file is called;
/// <c>libc.so</c> would be a linker script on a machine for developers.
/// </para>
/// <para>
/// <c>fcntl</c> and <c>syscall</c> take variable arguments in C. On Linux, integers are passed the same way to such a
/// function as to any other.
/// </para>
/// </remarks>
internal static unsafe partial class Libc
{
    internal const string Name = "libc";

    [LibraryImport(Name)]
    internal static partial int clock_gettime(int clock, timespec* time);

    [LibraryImport(Name)]
    internal static partial int epoll_create1(int flags);

    [LibraryImport(Name)]
    internal static partial int epoll_ctl(int epoll, int operation, int descriptor, void* @event);

    [LibraryImport(Name)]
    internal static partial int epoll_wait(int epoll, void* events, int count, int timeoutMilliseconds);

    [LibraryImport(Name)]
    internal static partial int epoll_pwait2(int epoll, void* events, int count, timespec* timeout, void* signals);

    [LibraryImport(Name)]
    internal static partial nint syscall(nint number, nint epoll, void* events, nint count, timespec* timeout, void* signals, nint signalsSize);

    [LibraryImport(Name)]
    internal static partial nint syscall(nint number, nint socket, void* buffer, nuint length, nint flags, void* address, nint addressLength);

    [LibraryImport(Name)]
    internal static partial nint syscall(nint number, nint directory, void* path, nint flags, nint mask, void* status);

    [LibraryImport(Name)]
    internal static partial int eventfd(uint count, int flags);

    [LibraryImport(Name)]
    internal static partial nint read(int descriptor, void* buffer, nuint length);

    [LibraryImport(Name)]
    internal static partial nint write(int descriptor, void* bytes, nuint length);

    [LibraryImport(Name)]
    internal static partial int close(int descriptor);

    [LibraryImport(Name)]
    internal static partial int fcntl(int descriptor, int command, nint argument);

    [LibraryImport(Name)]
    internal static partial int unlink(byte* path);

    [LibraryImport(Name)]
    internal static partial int statx(int directory, byte* path, int flags, uint mask, void* status);

    [LibraryImport(Name)]
    internal static partial byte* getcwd(byte* path, nuint length);

    [LibraryImport(Name)]
    internal static partial int socket(int family, int type, int protocol);

    [LibraryImport(Name)]
    internal static partial int bind(int socket, void* address, uint length);

    [LibraryImport(Name)]
    internal static partial int listen(int socket, int backlog);

    [LibraryImport(Name)]
    internal static partial int accept4(int socket, void* address, uint* length, int flags);

    [LibraryImport(Name)]
    internal static partial int connect(int socket, void* address, uint length);

    [LibraryImport(Name)]
    internal static partial int shutdown(int socket, int how);

    [LibraryImport(Name)]
    internal static partial int getsockname(int socket, void* address, uint* length);

    [LibraryImport(Name)]
    internal static partial int getpeername(int socket, void* address, uint* length);

    [LibraryImport(Name)]
    internal static partial int setsockopt(int socket, int level, int name, void* value, uint length);

    [LibraryImport(Name)]
    internal static partial int getsockopt(int socket, int level, int name, void* value, uint* length);

    [LibraryImport(Name)]
    internal static partial nint recv(int socket, void* buffer, nuint length, int flags);

    [LibraryImport(Name)]
    internal static partial nint send(int socket, void* bytes, nuint length, int flags);

    [LibraryImport(Name)]
    internal static partial nint sendmsg(int socket, msghdr* message, int flags);
}
