namespace Reactor.Buffers;

/// <summary>Keeps blocks that nobody needs at the moment: one stack for the loop, no lock, the warmest block first.</summary>
internal sealed class BlockPool(int blockSize) : IPool
{
    /// <summary>The size of a block for output. What is larger is sent from where it is; see the output queue.</summary>
    public const int BlockSize = 4 * 1024;

    /// <summary>The size of a block for a small payload, which would waste most of a large one for as long as it waits.</summary>
    public const int SmallBlockSize = 512;

    // At most 4 MiB, of which what is not needed is given up while the loop turns.
    private const int MostSpare = 1_024;

    private PinnedBlock? _spare;
    private Surplus _surplus;

    public int SpareCount { get; private set; }

    /// <summary>How many blocks are in use.</summary>
    public int Rented { get; private set; }

    public PinnedBlock Rent()
    {
        Rented++;
        if (_spare is null)
        {
            _surplus.OnRent(spare: 0);
            return new PinnedBlock(blockSize);
        }

        PinnedBlock block = TakeSpare();
        _surplus.OnRent(SpareCount);
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

    public void GiveUpSurplus()
    {
        for (int surplus = _surplus.Take(SpareCount); surplus > 0; surplus--)
        {
            TakeSpare();
        }
    }

    private PinnedBlock TakeSpare()
    {
        PinnedBlock block = _spare!;
        _spare = block.Next;
        block.Next = null;
        SpareCount--;
        return block;
    }
}
