using Reactor.Buffers;

namespace Reactor.Handlers;

/// <summary>Bytes that are sent to many connections of one loop without being copied for each.</summary>
/// <remarks>
/// Belongs to the loop's thread. Whoever makes it disposes it; up to 4 KiB the memory is used again when the last connection has sent it.
/// </remarks>
public sealed class SharedPayload : IDisposable
{
    private readonly EventLoop _loop;
    private PinnedBlock? _block;
    private int _references = 1;
    private bool _disposed;

    private SharedPayload(EventLoop loop, PinnedBlock block)
    {
        _loop = loop;
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
        loop.Core.Thread.Verify();
        PinnedBlock block = PoolFor(loop, bytes.Length)?.Rent() ?? new PinnedBlock(bytes.Length);
        block.Append(bytes);
        return new SharedPayload(loop, block);
    }

    /// <summary>Gives up the maker's part. Connections that have it queued still send it. Doing it twice is nothing.</summary>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public void Dispose()
    {
        _loop.Core.Thread.Verify();
        if (!_disposed)
        {
            _disposed = true;
            Release();
        }
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    internal void VerifyLoop(EventLoop loop)
    {
        if (loop != _loop)
        {
            throw new InvalidOperationException(
                "The payload was made for another event loop, and its memory goes back there. Make one for each loop whose connections get it: SharedPayload.Create(Loop, bytes).");
        }
    }

    internal void AddReference() => _references++;

    internal void Release()
    {
        if (--_references > 0)
        {
            return;
        }

        PinnedBlock block = _block!;
        _block = null;
        PoolFor(_loop, block.Capacity)?.Return(block);
    }

    /// <summary>Tells where blocks of a length come from and go to; null for those that are made to measure.</summary>
    private static BlockPool? PoolFor(EventLoop loop, int length) => length switch
    {
        <= BlockPool.SmallBlockSize => loop.Core.SmallBlocks,
        <= BlockPool.BlockSize => loop.Core.Blocks,
        _ => null,
    };
}
