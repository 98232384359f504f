using System.Runtime.InteropServices;

namespace Reactor.SystemCalls.Linux;

/// <summary>The numbers of system calls that are better made by <c>syscall(2)</c>. Where they are not known it is the library's functions.</summary>
/// <remarks>
/// In a process with threads, <c>recv</c> and <c>send</c> of the C library are cancellation points: each takes two locked instructions to say
/// so, for a cancellation that no .NET thread ever gets. <c>syscall</c> is none. And musl has had <c>statx</c> only since 1.2.5.
/// </remarks>
internal static class SystemCallNumbers
{
    public static readonly nint RecvFrom = Choose(x64: 45, arm64: 207);

    public static readonly nint SendTo = Choose(x64: 44, arm64: 206);

    public static readonly nint Statx = Choose(x64: 332, arm64: 291);

    public static bool AreKnown => RecvFrom != 0;

    private static nint Choose(nint x64, nint arm64) => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => x64,
        Architecture.Arm64 => arm64,
        _ => 0,
    };
}
