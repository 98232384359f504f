namespace ChatServer;

/// <summary>
/// A token bucket: each line takes a token, one that is much work takes several, and tokens come back at a steady rate. A client that has none left is not answered with an
/// error or cut off; it is just not read until it has, so that what it sends waits at its own side.
/// </summary>
internal sealed class FloodGate(double rate, int burst)
{
    private double _tokens = burst;
    private TimeSpan _asOf;

    /// <summary>Takes the tokens for a line that was handled.</summary>
    /// <param name="now">The loop's time.</param>
    /// <param name="price">How many; more than one for a line that was much work.</param>
    /// <returns>How long to wait before the next line; zero if not at all.</returns>
    public TimeSpan Spend(TimeSpan now, int price)
    {
        if (rate == 0 || burst == 0)
        {
            return TimeSpan.Zero;
        }

        _tokens = Math.Min(burst, _tokens + ((now - _asOf).TotalSeconds * rate)) - price;
        _asOf = now;
        return _tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - _tokens) / rate);
    }
}
