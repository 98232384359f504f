namespace Reactor.Buffers;

/// <summary>
/// Tells a pool how much of what it keeps nobody has needed for a while, so that a burst's memory goes back to the collector. A loop that
/// needs as much again within that while, however unevenly, still never allocates.
/// </summary>
internal struct Surplus
{
    private int _least;

    /// <summary>Something was taken.</summary>
    /// <param name="spare">How many are left.</param>
    public void OnRent(int spare) => _least = Math.Min(_least, spare);

    /// <summary>A while is over.</summary>
    /// <param name="spare">How many there are now.</param>
    /// <returns>How many to give up: half of those that nobody took in it.</returns>
    public int Take(int spare)
    {
        int surplus = (Math.Min(_least, spare) + 1) / 2;
        _least = spare - surplus;
        return surplus;
    }
}
