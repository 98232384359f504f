using System.Runtime.InteropServices;

namespace Reactor.SystemCalls;

/// <summary>A stretch of memory that does not move, for gathered transfers; laid out as <c>struct iovec</c> of <c>readv(2)</c>.</summary>
/// <remarks>It owns nothing: whoever makes it keeps the memory pinned and alive during the call it is passed to.</remarks>
/// <param name="Address">Where the first byte is.</param>
/// <param name="Length">How many bytes there are.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PinnedSegment(nint Address, nint Length);
