namespace Reactor.Buffers;

/// <summary>
/// Tells a pool how much of what it keeps nobody has needed for a while, so that a burst's memory goes back to the collector
/// and a loop that is steadily busy, in whatever rhythm, still never allocates.
/// </summary>
internal struct Surplus
{
    private const int Window = 1_024;

    private int _least;
    private int _rents;
    private int _returns;

    /// <summary>Something was taken.</summary>
    /// <param name="spare">How many are left.</param>
    public void OnRent(int spare)
    {
        _rents++;
        _least = Math.Min(_least, spare);
    }

    /// <summary>Something was given back.</summary>
    /// <param name="spare">How many there are now.</param>
    /// <returns>How many to give up: once per window, half of those that nobody took in it.</returns>
    public int OnReturn(int spare)
    {
        // Thousands may be taken and then given back: only when both have gone on for a while the least says something.
        if (++_returns < Window || _rents < Window)
        {
            return 0;
        }

        int surplus = (_least + 1) / 2;
        _least = spare - surplus;
        _rents = 0;
        _returns = 0;
        return surplus;
    }
}
