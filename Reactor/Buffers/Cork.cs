namespace Reactor.Buffers;

/// <summary>
/// Where the output of the connection whose callback is running gathers, one for the loop. Most callbacks send little, and it goes out when
/// they return; then neither a queue nor a block was needed.
/// </summary>
/// <remarks>
/// Whose bytes it has is noted by that connection and not here: a reference would be one more thing to write per message. Invariant: it is empty when
/// no callback is running.
/// </remarks>
internal sealed class Cork
{
    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    private readonly byte[] _memory = GC.AllocateUninitializedArray<byte>(BlockPool.BlockSize);

    /// <summary>How many bytes have gathered.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _memory.AsSpan(0, Length);

    /// <summary>Takes bytes, all or none.</summary>
    /// <returns>False when there is not room for all, or more than <paramref name="limit"/> bytes would have gathered.</returns>
    public bool TryAppend(ReadOnlySpan<byte> bytes, int limit)
    {
        int start = Length;
        byte[] memory = _memory;
        if (bytes.Length > Math.Min(limit, memory.Length) - start)
        {
            return false;
        }

        Length = start + bytes.Length;
        bytes.CopyTo(memory.AsSpan(start));
        return true;
    }

    /// <summary>Takes bytes and then a CR LF, all or none.</summary>
    /// <returns>False when there is not room for all, or more than <paramref name="limit"/> bytes would have gathered.</returns>
    public bool TryAppendLine(ReadOnlySpan<byte> line, int limit)
    {
        int start = Length;
        byte[] memory = _memory;
        if (line.Length > Math.Min(limit, memory.Length) - start - LineEnd.Length)
        {
            return false;
        }

        // The line itself last: then nothing has to be remembered while it is copied.
        int end = start + line.Length;
        Length = end + LineEnd.Length;
        LineEnd.CopyTo(memory.AsSpan(end));
        line.CopyTo(memory.AsSpan(start));
        return true;
    }

    public void Clear() => Length = 0;
}
