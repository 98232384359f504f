namespace Reactor.Buffers;

/// <summary>Keeps blocks that nobody needs at the moment: one stack for the loop, no lock, the warmest block first.</summary>
internal sealed class BlockPool
{
    /// <summary>The size of a block. What is larger is sent from where it is; see the output queue.</summary>
    public const int BlockSize = 4 * 1024;

    // 4 MiB: enough that a busy loop never allocates, little enough that a burst's memory goes back to the collector.
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
            return new PinnedBlock(BlockSize);
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
