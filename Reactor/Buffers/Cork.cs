using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Reactor.Buffers;

/// <summary>
/// Where the output of the connection whose callback is running gathers, one for the loop. Most callbacks send little, and it goes out when
/// they return; then neither a queue nor a block was needed.
/// </summary>
/// <remarks>
/// Whose bytes it has is noted by that connection and not here: a reference would be one more thing to write per message. Invariant: it is empty when
/// no callback is running.
/// </remarks>
internal sealed unsafe class Cork
{
    private const int Capacity = BlockPool.BlockSize;

    private readonly byte[] _memory = GC.AllocateUninitializedArray<byte>(Capacity, pinned: true); // Keeps it alive.
    private readonly byte* _start;
    private int _limit;

    /// <summary>Makes an empty one.</summary>
    public Cork() => _start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));

    /// <summary>How many bytes have gathered.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => new(_start, Length);

    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    /// <summary>Before the first bytes of a connection: says how many there may be at most, where there is room for more.</summary>
    public void Begin(int limit)
    {
        Debug.Assert(Length == 0, "The bytes of one connection go out before another's come.");
        _limit = Math.Min(limit, Capacity);
    }

    /// <summary>Takes bytes, all or none.</summary>
    /// <returns>False when more would have gathered than there is room for or <see cref="Begin"/> allows.</returns>
    public bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        int start = Length;
        if (bytes.Length > _limit - start)
        {
            return false;
        }

        Length = start + bytes.Length;
        ShortCopy.Copy(bytes, _start + start);
        return true;
    }

    /// <summary>Takes bytes and then a CR LF, all or none.</summary>
    /// <returns>False when more would have gathered than there is room for or <see cref="Begin"/> allows.</returns>
    public bool TryAppendLine(ReadOnlySpan<byte> line)
    {
        int start = Length;
        if (line.Length > _limit - start - LineEnd.Length)
        {
            return false;
        }

        // The line itself last: then nothing has to be remembered while it is copied.
        byte* place = _start + start;
        Length = start + line.Length + LineEnd.Length;
        LineEnd.CopyTo(new Span<byte>(place + line.Length, LineEnd.Length));
        ShortCopy.Copy(line, place);
        return true;
    }

    public void Clear() => Length = 0;
}
