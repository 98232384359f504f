using Reactor.Buffers;
using Reactor.SystemCalls;

namespace Reactor.Handlers;

/// <summary>Keeps output queues that are empty, one pool per loop: a connection has one only while output waits.</summary>
internal sealed class OutputPool(LoopCore core) : IPool
{
    // One for each of many thousands who hear the same; what is not needed is given up while the loop turns.
    private const int MostSpare = 16 * 1_024;

    // A queue that has grown beyond this, for one slow reader, is not kept.
    private const int MostCapacity = 128;

    private readonly PinnedSegment[] _segmentsOfCall = new PinnedSegment[Kernel.MaxSegments];

    private readonly Stack<OutputQueue> _spare = new();
    private Surplus _surplus;

    public static OutputPool Of(LoopCore core) => (OutputPool)(core.HandlerResources ??= new OutputPool(core));

    public OutputQueue Rent()
    {
        bool isSpare = _spare.TryPop(out OutputQueue? queue);
        _surplus.OnRent(_spare.Count);
        return isSpare ? queue! : new OutputQueue(core.Blocks, _segmentsOfCall);
    }

    public void Return(OutputQueue queue)
    {
        if (_spare.Count < MostSpare && queue.Capacity <= MostCapacity)
        {
            _spare.Push(queue);
        }
    }

    public void GiveUpSurplus()
    {
        for (int surplus = _surplus.Take(_spare.Count); surplus > 0; surplus--)
        {
            _spare.Pop();
        }
    }
}
