using Reactor.Buffers;

namespace Reactor.Handlers;

/// <summary>Bytes that are sent to many connections of one loop without being copied for each.</summary>
/// <remarks>
/// Belongs to the loop's thread. Whoever makes it disposes it; the memory is used again when the last connection has sent it.
/// </remarks>
public sealed class SharedPayload : IDisposable
{
    private readonly BlockPool _pool;
    private PinnedBlock? _block;
    private int _references = 1;
    private bool _disposed;

    private SharedPayload(BlockPool pool, PinnedBlock block)
    {
        _pool = pool;
        _block = block;
    }

    /// <summary>How many bytes there are.</summary>
    public int Length => _block?.Length ?? 0;

    internal PinnedBlock Block => _block!;

    /// <summary>Copies bytes to where they can be sent from by many.</summary>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public static SharedPayload Create(EventLoop loop, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(loop);
        loop.VerifyAccess();
        BlockPool pool = loop.Core.Blocks;
        PinnedBlock block = bytes.Length <= BlockPool.BlockSize ? pool.Rent() : new PinnedBlock(bytes.Length);
        block.Append(bytes);
        return new SharedPayload(pool, block);
    }

    /// <summary>Gives up the maker's part. Connections that have it queued still send it. Doing it twice is nothing.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Release();
        }
    }

    internal void AddReference()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _references++;
    }

    internal void Release()
    {
        if (--_references > 0)
        {
            return;
        }

        PinnedBlock block = _block!;
        _block = null;
        if (block.Capacity == BlockPool.BlockSize)
        {
            _pool.Return(block);
        }
    }
}
