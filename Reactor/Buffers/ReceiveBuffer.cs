using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Reactor.Buffers;

/// <summary>The memory of a loop into which the kernel receives. It does not move, and it begins where a page does.</summary>
/// <remarks>
/// The page is for speed. Some processors (AMD's Zen 3) copy five times slower to a place that is 1 to 31 bytes further in its page than the source in its
/// own. What the kernel has received tends to begin with a page, and where an array begins is luck: a small allocation elsewhere
/// in the program, and an echo of 16 KiB would cost 1.7 times as much.
/// </remarks>
internal sealed unsafe class ReceiveBuffer
{
    /// <summary>The most bytes that one holds.</summary>
    public const int MaxLength = 1 << 30;

    private const int PageSize = 4096;

    private readonly byte[] _memory; // Keeps it alive.
    private readonly byte* _start;
    private readonly int _length;

    /// <param name="length">How many bytes it holds.</param>
    public ReceiveBuffer(int length)
    {
        _memory = GC.AllocateUninitializedArray<byte>(length + PageSize - 1, pinned: true);
        int beforePage = (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0) & (PageSize - 1));
        _start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(_memory.AsSpan(beforePage, length)));
        _length = length;
    }

    // Every event asks for it. A slice would look up the array's length, in memory that nothing else touches.
    public Span<byte> Memory => new(_start, _length);
}
