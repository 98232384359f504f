namespace Reactor.Buffers;

/// <summary>Keeps blocks that nobody needs at the moment: one stack for the loop, no lock, the warmest block first.</summary>
internal sealed class BlockPool(int blockSize)
{
    /// <summary>The size of a block for output. What is larger is sent from where it is; see the output queue.</summary>
    public const int BlockSize = 4 * 1024;

    /// <summary>The size of a block for a small payload, which would waste most of a large one for as long as it waits.</summary>
    public const int SmallBlockSize = 512;

    // At most 4 MiB: enough that a busy loop never allocates, little enough that a burst's memory goes back to the collector.
    private const int MostSpare = 1_024;

    private PinnedBlock? _spare;

    public int SpareCount { get; private set; }

    /// <summary>How many blocks are in use.</summary>
    public int Rented { get; private set; }

    public PinnedBlock Rent()
    {
        Rented++;
        if (_spare is not { } block)
        {
            return new PinnedBlock(blockSize);
        }

        _spare = block.Next;
        block.Next = null;
        SpareCount--;
        return block;
    }

    public void Return(PinnedBlock block)
    {
        Rented--;
        if (SpareCount == MostSpare)
        {
            return;
        }

        block.Clear();
        block.Next = _spare;
        _spare = block;
        SpareCount++;
    }
}
