using System.Runtime.InteropServices;

#pragma warning disable CS8981 // Lower-case type names: these are native ones, and can be looked up in the manual.

namespace Reactor.SystemCalls.Linux;

/// <summary><c>struct timespec</c> of a 64-bit machine.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct timespec
{
    public long tv_sec;
    public long tv_nsec;
}

/// <summary><c>struct linger</c> of <c>socket(7)</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct linger
{
    public int l_onoff;
    public int l_linger;
}

/// <summary><c>struct msghdr</c> of <c>sendmsg(2)</c>, 56 bytes on a 64-bit machine.</summary>
/// <remarks>musl declares the two lengths as an <c>int</c> and padding; a small number in a word has the same bytes on a little-endian machine.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct msghdr
{
    public void* msg_name;
    public uint msg_namelen;
    public PinnedSegment* msg_iov;
    public nuint msg_iovlen;
    public void* msg_control;
    public nuint msg_controllen;
    public int msg_flags;
}
