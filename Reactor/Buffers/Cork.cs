namespace Reactor.Buffers;

/// <summary>
/// Where the output of the connection whose callback is running gathers, one for the loop. Most callbacks send little, and it goes out when
/// they return; then neither a queue nor a block was needed.
/// </summary>
/// <remarks>Invariant: it has an owner exactly while it has bytes, and it is empty when no callback is running.</remarks>
internal sealed class Cork
{
    private readonly byte[] _memory = GC.AllocateUninitializedArray<byte>(BlockPool.BlockSize);
    private object? _owner;

    /// <summary>How many bytes have gathered.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _memory.AsSpan(0, Length);

    /// <summary>Takes bytes, all or none.</summary>
    /// <returns>False when there is not room for all, or when it is somebody else's: a callback may run inside another connection's.</returns>
    public bool TryAppend(object owner, ReadOnlySpan<byte> bytes)
    {
        if ((Length > 0 && !ReferenceEquals(_owner, owner)) || !bytes.TryCopyTo(_memory.AsSpan(Length)))
        {
            return false;
        }

        _owner = owner;
        Length += bytes.Length;
        return true;
    }

    public void Clear()
    {
        _owner = null;
        Length = 0;
    }
}
