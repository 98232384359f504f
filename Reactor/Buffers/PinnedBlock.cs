using System.Runtime.InteropServices;
using Reactor.SystemCalls;

namespace Reactor.Buffers;

/// <summary>A piece of memory that does not move, filled from its start.</summary>
/// <remarks>Invariant: 0 ≤ <see cref="Length"/> ≤ <see cref="Capacity"/>. It belongs to one owner at a time, on the loop's thread.</remarks>
internal sealed class PinnedBlock
{
    private readonly byte[] _memory;
    private readonly nint _address;

    public PinnedBlock(int capacity)
    {
        _memory = GC.AllocateUninitializedArray<byte>(capacity, pinned: true);
        _address = Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
    }

    /// <summary>Links blocks of one owner, or spare ones.</summary>
    public PinnedBlock? Next { get; set; }

    public int Capacity => _memory.Length;

    public bool IsFull => Length == _memory.Length;

    /// <summary>How many parts of it its owner still needs.</summary>
    public int Users { get; set; }

    /// <summary>How much of it is filled.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> MemoryAt(int start, int length) => _memory.AsSpan(start, length);

    public PinnedSegment SegmentAt(int start, int length) => new(_address + start, length);

    /// <summary>Takes as many bytes as there is room for.</summary>
    /// <returns>How many.</returns>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        int count = Math.Min(bytes.Length, _memory.Length - Length);
        bytes[..count].CopyTo(_memory.AsSpan(Length));
        Length += count;
        return count;
    }

    public void Clear() => Length = 0;
}
