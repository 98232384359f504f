using Reactor.Buffers;
using Reactor.SystemCalls;

namespace Reactor.Handlers;

/// <summary>The output that a connection's kernel has not taken yet, in order: copied bytes in pooled blocks, and shared payloads.</summary>
/// <remarks>
/// A ring of segments; the array for those of one call belongs to the loop. Invariants: <see cref="Bytes"/> is the sum of the segments'
/// lengths; a block of our own has as many users as there are segments of it, and only the open one, the latest, is filled further.
/// </remarks>
internal sealed class OutputQueue(BlockPool pool, PinnedSegment[] segmentsOfCall)
{
    // What one call is offered; much more would not fit into the socket's buffer anyway.
    private const int MostBytesPerCall = 512 * 1024;

    // What one event sends of a long queue before the other connections have their turn.
    private const int MostBytesPerFlush = 1024 * 1024;

    // A payload takes a block of its own, however short it is; up to this length that may be far more than it has bytes.
    private const int LongestCopied = BlockPool.BlockSize / 2;

    private Segment[] _segments = new Segment[4];
    private PinnedBlock? _open;
    private int _first;
    private int _count;

    /// <summary>How many bytes wait.</summary>
    public int Bytes { get; private set; }

    /// <summary>How much memory the queue itself has grown to.</summary>
    public int Capacity => _segments.Length;

    /// <summary>Copies bytes to the end.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Bytes += bytes.Length;
        if (_open is { IsFull: false })
        {
            bytes = Fill(_open, bytes);
        }

        while (!bytes.IsEmpty)
        {
            _open = pool.Rent();
            bytes = Fill(_open, bytes);
        }
    }

    /// <summary>
    /// Puts a payload at the end, as a rule without copying it. A short one is copied if it has to wait, so that what a slow reader leaves takes
    /// no more memory than it has bytes.
    /// </summary>
    /// <param name="payload">The payload.</param>
    /// <param name="waits">Whether the kernel takes no more at the moment.</param>
    public void Append(SharedPayload payload, bool waits)
    {
        if (waits && payload.Length <= LongestCopied)
        {
            Append(payload.Block.MemoryAt(0, payload.Length));
            return;
        }

        payload.AddReference();
        Bytes += payload.Length;
        Add(new Segment(payload.Block, payload) { End = payload.Length });
    }

    /// <summary>Sends as much as the kernel takes, several segments with one call.</summary>
    /// <param name="socket">Where to.</param>
    /// <param name="sent">How many bytes it took.</param>
    /// <returns>0 when there is nothing more to do now, or the <c>-errno</c> that stopped it: <c>-EAGAIN</c> also when a call was not taken whole.</returns>
    public int Flush(StreamSocket socket, out int sent)
    {
        sent = 0;
        while (_count > 0)
        {
            if (sent >= MostBytesPerFlush)
            {
                return -Errno.EAGAIN;
            }

            int asked;
            int taken = _count == 1 ? SendFirst(socket, out asked) : SendGathered(socket, out asked);
            if (taken < 0)
            {
                return taken;
            }

            sent += taken;
            Consume(taken);
            if (taken < asked)
            {
                return -Errno.EAGAIN;
            }
        }

        return 0;
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        while (_count > 0)
        {
            RemoveFirst();
        }

        Bytes = 0;
    }

    private ref Segment Last => ref _segments[(_first + _count - 1) & (_segments.Length - 1)];

    private ref Segment First => ref _segments[_first];

    private ReadOnlySpan<byte> FirstBytes => First.Block.MemoryAt(First.Start, First.Length);

    private int SendFirst(StreamSocket socket, out int asked)
    {
        asked = First.Length;
        return socket.SendRaw(FirstBytes);
    }

    private int SendGathered(StreamSocket socket, out int asked)
    {
        asked = Gather(out int gathered);
        return socket.SendRaw(segmentsOfCall.AsSpan(0, gathered));
    }

    /// <summary>Copies what fits into a block. Behind a payload that makes a new segment of the same block, so small sends cost no block each.</summary>
    private ReadOnlySpan<byte> Fill(PinnedBlock block, ReadOnlySpan<byte> bytes)
    {
        int start = block.Length;
        int count = block.Append(bytes);
        if (_count > 0 && ReferenceEquals(Last.Block, block))
        {
            Last.End += count;
        }
        else
        {
            block.Users++;
            Add(new Segment(block, null) { Start = start, End = start + count });
        }

        return bytes[count..];
    }

    private void Add(Segment segment)
    {
        if (_count == _segments.Length)
        {
            Grow();
        }

        _count++;
        Last = segment;
    }

    private int Gather(out int gathered)
    {
        int most = Math.Min(_count, segmentsOfCall.Length);
        int asked = 0;
        for (gathered = 0; gathered < most && asked < MostBytesPerCall; gathered++)
        {
            ref Segment segment = ref _segments[(_first + gathered) & (_segments.Length - 1)];
            segmentsOfCall[gathered] = segment.Block.SegmentAt(segment.Start, segment.Length);
            asked += segment.Length;
        }

        return asked;
    }

    private void Consume(int taken)
    {
        Bytes -= taken;
        while (taken > 0)
        {
            ref Segment first = ref First;
            if (taken < first.Length)
            {
                first.Start += taken;
                return;
            }

            taken -= first.Length;
            RemoveFirst();
        }
    }

    private void RemoveFirst()
    {
        ref Segment first = ref First;
        if (first.Payload is { } payload)
        {
            payload.Release();
        }
        else
        {
            LeaveBlock(first.Block);
        }

        first = default;
        _first = (_first + 1) & (_segments.Length - 1);
        _count--;
    }

    private void LeaveBlock(PinnedBlock block)
    {
        if (--block.Users > 0)
        {
            return;
        }

        if (ReferenceEquals(_open, block))
        {
            _open = null;
        }

        pool.Return(block);
    }

    private void Grow()
    {
        Segment[] grown = new Segment[_segments.Length * 2];
        for (int index = 0; index < _count; index++)
        {
            grown[index] = _segments[(_first + index) & (_segments.Length - 1)];
        }

        _segments = grown;
        _first = 0;
    }

    /// <summary>A stretch of a block: some of our own, or what this connection still has to send of a shared payload.</summary>
    private struct Segment(PinnedBlock block, SharedPayload? payload)
    {
        public readonly PinnedBlock Block = block;
        public readonly SharedPayload? Payload = payload;
        public int Start;
        public int End;

        public readonly int Length => End - Start;
    }
}
